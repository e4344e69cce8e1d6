// Prints /etc/tspxeboot.ini as it is installed: every key there is, with what it means and its default, commented out.
import type { Options } from 'yargs'
import { settableOptions } from '../../src/bootloader/request/options.ts'

const options: Record<string, Options> = settableOptions
const WIDTH = 100

console.log(`; Site settings of tspxeboot. A key is the name of a long option, and holds for every guest under [defaults]
; and for one under [guest "MAC"]. What the command line says wins over the guest's section, and that over [defaults].
; All keys are shown here with their defaults, if they have one.

[defaults]`)
let group: string | undefined
for (const [key, option] of Object.entries(options)) {
  if (key === 'config') continue
  if (option.group !== group) console.log(`\n; ---- ${option.group?.replace(/:$/, '')}`)
  group = option.group
  const choices = option.choices === undefined ? '' : `: ${option.choices.join(', ')}`
  for (const line of wrapped(`${option.describe}${choices}`)) console.log(`; ${line}`)
  console.log(`;${key} = ${option.default ?? (option.type === 'boolean' ? 'false' : '')}`.trimEnd())
}
console.log(`
;[guest "00:16:3e:11:22:33"]
;bridge = xenbr1
;label = rescue`)

function wrapped(text: string): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line.length + word.length >= WIDTH) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}
