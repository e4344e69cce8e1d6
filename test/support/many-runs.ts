// Many command lines of the program in one process: what they print, and their exit statuses. Starting a process for
// each takes ten times as long as the runs themselves.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { run } from '../../src/bootloader/cli/run.ts'
import { writeOutput } from '../../src/bootloader/results/output.ts'

export interface Ran {
  status: number
  stdout: string
}

/** No document has a NUL in it. */
const MARK = /^([^\0]*)\0(\d+)\0/

/** Runs `commands`, each a list of words, one after the other; the results are in that order. */
export function manyRuns(commands: readonly string[][]): Promise<Ran[]> {
  return new Promise((resolve, reject) => {
    const words = ['--import', 'tsx', fileURLToPath(import.meta.url)]
    const child = execFile(process.execPath, words, { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      const ran: Ran[] = []
      let rest = stdout
      for (let next = MARK.exec(rest); next !== null; next = MARK.exec(rest)) {
        ran.push({ status: Number(next[2]), stdout: next[1] ?? '' })
        rest = rest.slice(next[0].length)
      }
      if (ran.length === commands.length) resolve(ran)
      else reject(error ?? new Error(`${commands[ran.length]?.join(' ')}: ${stderr}`))
    })
    child.stdin?.end(JSON.stringify(commands))
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  for (const words of JSON.parse(Buffer.concat(chunks).toString()) as string[][]) {
    const status = await run(words)
    await writeOutput(null, Buffer.from(`\0${status}\0`), new AbortController().signal)
  }
  process.exit(0)
}
