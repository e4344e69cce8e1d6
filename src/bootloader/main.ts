/** The program: reads its command line, does what it says, and says in the exit status how that went. */

import { closeSync } from 'node:fs'
import { isatty } from 'node:tty'

/** A pipe takes 64 KiB at a time: all that was written is out, or its reader gone, before the process ends. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve())
  })
}

/** Libraries ask which folder this is, and cannot be answered where it was deleted. */
function leaveMissingFolder(): void {
  try {
    process.cwd()
  } catch {
    process.chdir('/')
  }
}

const terminals = [0, 1, 2].filter((fd) => isatty(fd))
const streams = [process.stdout, process.stderr]
// A reader that has left wants no more, and no stack trace; a terminal that hangs up ends a run (signals.ts).
for (const stream of streams) stream.on('error', () => {})
leaveMissingFolder()
const { run } = await import('./cli/run.ts')
const status = await run(process.argv.slice(2))
await Promise.all(streams.map(written))
// Node gives terminals back as they were, and aborts where one has hung up; what is closed it leaves alone.
for (const fd of terminals) if (!isatty(fd)) closeSync(fd)
process.exit(status)
