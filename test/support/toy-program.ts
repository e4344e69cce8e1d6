// A boot program that no package has: its script is three lines for a kernel, an initrd and a command line.
import { BootError } from '../../src/boot-error.ts'
import { ask, type BootProgram } from '../../src/pxecfg-parser/boot-program.ts'
import { noFiles, nothingPlayed } from '../../src/pxecfg-parser/types.ts'

const fileNamed = (name: string) => ({ name, url: `tftp://192.0.2.1/${name}` })

/** Reads `script`; lines with `#` before them are comments. */
export function toyProgram(script: string): BootProgram {
  return {
    title: 'Toy',
    *play() {
      const played = nothingPlayed([])
      const read = yield* ask({ want: 'read', file: fileNamed(script), maxBytes: 1000 })
      if (read instanceof BootError) return { ...played, error: read }
      const lines = Buffer.from(read.bytes).toString('latin1').split('\n')
      const [kernel = '', initrd = '', cmdline = ''] = lines.filter((line) => !line.startsWith('#'))
      const files = { kernel: fileNamed(kernel), initrds: [fileNamed(initrd)] }
      const entry = { ...noFiles(null), ...files, cmdline, args: cmdline }
      const error = yield* ask({ want: 'boot', entry })
      return { ...played, outcome: error === null ? ('boot' as const) : ('error' as const), entry, error }
    },
  }
}
