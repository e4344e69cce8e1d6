/** Commands that print on the console or ask there. */

import { ANY, type ScriptCommand } from '../command.ts'
import { fail } from '../failure.ts'
import { isSecret } from '../setting-names.ts'
import { key, line } from '../wants.ts'

/** `echo`, `prompt` and `login`. */
export const DIALOGS: Readonly<Record<string, ScriptCommand>> = {
  echo: {
    options: { n: ['n', 'flag'] },
    words: [0, ANY],
    *run(_, { words, flags }) {
      yield { want: 'echo', text: words.join(' '), newline: !flags.has('n') }
      return null
    },
  },
  prompt: {
    options: { key: ['k', 'key'], timeout: ['t', 'number'] },
    words: [0, ANY],
    *run(machine, { words, numbers }) {
      machine.countScreen()
      const timeoutMs = numbers.get('timeout') ?? 0
      const wanted = numbers.get('key') ?? null
      const pressed = yield* key({ want: 'key', text: words.join(' '), key: wanted, timeoutMs })
      if (pressed === 'pressed') return null
      return pressed === 'timed-out'
        ? fail('timed-out', `no key was pressed in ${timeoutMs} ms`)
        : fail('canceled', 'was canceled')
    },
  },
  login: {
    options: {},
    words: [0, 0],
    *run(machine) {
      for (const name of ['username', 'password']) {
        machine.countScreen()
        const value = machine.settings.show(name)
        const secret = isSecret(name)
        const typed = yield* line({ want: 'line', label: name, value, secret })
        if (typed === undefined) return fail('needs-a-user', `asks for a ${name}, and nobody is there`)
        if (typed === null) return fail('canceled', 'was canceled')
        const failed = machine.settings.store(name, typed)
        if (failed !== null) return failed
      }
      return null
    },
  },
}
