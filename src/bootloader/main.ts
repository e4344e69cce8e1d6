/** The program: runs the command on its command line and exits with its status. */

import { closeSync } from 'node:fs'
import { isatty } from 'node:tty'

/** A pipe takes 64 KiB at a time, so the process must not end until all is written, or the reader is gone. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve())
  })
}

/** Libraries call process.cwd(), which throws if the current folder was deleted. */
function leaveMissingFolder(): void {
  try {
    process.cwd()
  } catch {
    process.chdir('/')
  }
}

/** Ends the process with the command's exit status. */
async function main(): Promise<void> {
  const terminals = [0, 1, 2].filter((fd) => isatty(fd))
  const streams = [process.stdout, process.stderr]
  // A reader that has closed its end must not cause a stack trace; a terminal that hangs up ends the run (signals.ts).
  for (const stream of streams) stream.on('error', () => {})
  leaveMissingFolder()
  const { run } = await import('./cli/run.ts')
  const status = await run(process.argv.slice(2))
  await Promise.all(streams.map(written))
  // Node restores terminals when it exits, and aborts if one has hung up; it leaves closed descriptors alone.
  for (const fd of terminals) if (!isatty(fd)) closeSync(fd)
  process.exit(status)
}

main()
