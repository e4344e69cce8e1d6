/** Forms that a request sends (`##params`). Source: ipxe src/hci/commands/param_cmd.c. */

import { ANY, plain, type ScriptCommand } from '../command.ts'
import { fail, fatal } from '../failure.ts'
import { SCRIPT_LIMITS } from '../limits.ts'

/** `params` and `param`. */
export const FORMS: Readonly<Record<string, ScriptCommand>> = {
  params: plain(
    [0, 0],
    ({ forms }, { texts, flags }) => {
      const name = texts.get('name') ?? ''
      forms.delete(name)
      if (!flags.has('delete')) forms.set(name, [])
      return null
    },
    { name: ['n', 'text'], delete: ['d', 'flag'], method: ['m', 'text'] },
  ),
  param: plain(
    [1, ANY],
    (machine, { words: [key = '', ...values], texts, flags }) => {
      const form = machine.forms.get(texts.get('params') ?? '')
      if (form === undefined) return fail('no-setting', 'there are no such parameters')
      machine.countKept([key, ...values])
      if (!flags.has('header')) form.push([key, values.join(' ')])
      if (form.length > SCRIPT_LIMITS.items)
        throw fatal(
          'E_CONFIG_INVALID',
          machine.place,
          `a form of more than ${SCRIPT_LIMITS.items} parameters`,
        )
      return null
    },
    { params: ['p', 'text'], header: ['H', 'flag'] },
  ),
}
