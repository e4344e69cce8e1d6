/** `smbios`: what the firmware's tables say of the machine. Source: GRUB commands/smbios.c. */

import { type Call, type Machine, STATUS } from './machine.ts'
import { leadingNumber } from './numbers.ts'
import { parseOptions } from './options.ts'

/** Fields that a guest's machine has, by structure, kind and offset. */
const FIELDS = new Map([
  ['1 get-string 4', 'manufacturer'],
  ['1 get-string 5', 'product'],
  ['1 get-string 6', 'version'],
  ['1 get-string 7', 'serial'],
  ['1 get-uuid 8', 'uuid'],
  ['3 get-string 8', 'asset'],
])

const OPTIONS = {
  type: { short: 't', value: true },
  handle: { short: 'h', value: true },
  match: { short: 'm', value: true },
  'get-byte': { short: 'b', value: true },
  'get-word': { short: 'w', value: true },
  'get-dword': { short: 'd', value: true },
  'get-qword': { short: 'q', value: true },
  'get-string': { short: 's', value: true },
  'get-uuid': { short: 'u', value: true },
  set: { value: true },
}

/** False for a field that the machine does not have. */
export function smbios(machine: Machine, { args, at }: Call): number {
  const options = parseOptions(args, OPTIONS)?.options
  if (options === undefined) return STATUS.badArgument
  const number = (name: string): number | null =>
    leadingNumber(options.get(name)?.at(-1) ?? '')?.value ?? null
  const kind = ['get-string', 'get-uuid'].find((name) => options.has(name))
  const field = kind && FIELDS.get(`${number('type')} ${kind} ${number(kind)}`)
  const value = field && machine.client.smbios[field]
  if (!value) return STATUS.false
  const variable = options.get('set')?.at(-1)
  if (variable !== undefined) {
    machine.setVariable(variable, value, at)
    machine.env.export(variable)
  }
  return STATUS.ok
}
