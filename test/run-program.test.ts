import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runProgram } from '../src/run-program.ts'

const programs = suite('programs with an output')

programs('have ended although processes that they leave behind hold their output', async () => {
  const output = await runProgram('sh', ['-c', 'sleep 1000 & echo $!'])
  assert.match(output, /^\d+\n$/)
  process.kill(Number(output), 'SIGKILL')
})

programs.run()
