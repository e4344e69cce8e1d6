// Stands in front of the PXE client's code: attacks when the orders come, tells what it got as warnings, and goes on;
// or stops itself then, if the target says so.
import { spawn } from 'node:child_process'
import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { attackAsClient, stopItself } from './attacks.mjs'

const target = JSON.parse('TARGET')
const [CHANNEL_FD, KERNEL_FD] = [3, 4]

const words = [fileURLToPath(new URL('accomplice.mjs', import.meta.url)), JSON.stringify(target)]
const accomplice = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit', KERNEL_FD] })
const heard = createInterface(accomplice.stdout)

const warn = (message) => ({ kind: 'event', event: { event: 'Warned', message } })
const tell = (rows) => {
  for (const row of rows) writeSync(CHANNEL_FD, `${JSON.stringify(warn(`attack ${JSON.stringify(row)}`))}\n`)
}

const { push } = Socket.prototype
Socket.prototype.push = function (chunk, ...rest) {
  if (!String(chunk).includes('"kind":"orders"')) return push.call(this, chunk, ...rest)
  Socket.prototype.push = push
  if (target.stops) stopItself()
  tell(attackAsClient(target))
  accomplice.stdin.write('now\n')
  heard.once('line', (line) => {
    tell(JSON.parse(line))
    push.call(this, chunk, ...rest)
  })
  return true
}
