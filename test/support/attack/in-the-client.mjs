// Stands in front of the PXE client's code: attacks when the orders come, tells what it got as warnings, and goes on;
// or stops itself then, if the target says so.
import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { attack, leaveBehind, stopItself } from './attacks.mjs'

const target = JSON.parse('TARGET')
const KERNEL_FD = 4
const { push } = Socket.prototype
Socket.prototype.push = function (chunk, ...rest) {
  if (String(chunk).includes('"kind":"orders"')) {
    Socket.prototype.push = push
    if (target.stops) stopItself()
    for (const row of attack(target))
      writeSync(
        3,
        `${JSON.stringify({ kind: 'event', event: { event: 'Warned', message: `attack ${JSON.stringify(row)}` } })}\n`,
      )
    leaveBehind(target, KERNEL_FD)
  }
  return push.call(this, chunk, ...rest)
}
