/** Settings. Source: ipxe src/hci/commands/nvo_cmd.c. */

import { ANY, plain, type ScriptCommand } from '../command.ts'
import { fail } from '../failure.ts'
import { isSecret } from '../setting-names.ts'
import { parseInteger } from '../setting-types.ts'
import { line } from '../wants.ts'

/** `set`, `clear`, `inc`, `show` and `read`. */
export const SETTINGS: Readonly<Record<string, ScriptCommand>> = {
  set: plain([1, ANY], ({ settings }, { words: [name = '', ...values] }) =>
    settings.store(name, values.join(' ')),
  ),
  clear: plain([1, 1], ({ settings }, { words: [name = ''] }) => settings.store(name, '')),
  inc: plain([1, 2], ({ settings }, { words: [name = '', by = '1'] }) => {
    const value = parseInteger(by)
    return value === null ? fail('not-a-number', `"${by}" is not a number`) : settings.increase(name, value)
  }),
  show: plain(
    [1, 1],
    ({ settings }, { words: [name = ''] }) =>
      settings.has(name) ? null : fail('no-setting', `there is no setting "${name}"`),
    { quiet: ['q', 'flag'] },
  ),
  read: {
    options: {},
    words: [1, 1],
    *run(machine, { words: [name = ''] }) {
      machine.countScreen()
      const value = machine.settings.show(name)
      const secret = isSecret(name)
      const typed = yield* line({ want: 'line', label: '', value, secret })
      if (typed === undefined) return fail('needs-a-user', 'asks for a text, and nobody is there')
      if (typed === null) return fail('canceled', 'was canceled')
      return machine.settings.store(name, typed)
    },
  },
}
