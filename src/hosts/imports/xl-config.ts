/** Reads one host from a configuration of xl (xl.cfg(5)), or of the older xm if it contains no Python code. */

import { isIpv4 } from '../../addresses.ts'
import { type Foreign, notCarriedOver, nothing, unreadable, valuesOf } from './imported.ts'

/** Only the machine's properties are imported, not what it boots. */
export function readXlConfig(file: string, text: string): Foreign {
  const settings = readAssignments(file, text)
  const found = nothing()
  const first = (key: string) => settings.get(key)?.texts[0] ?? null
  const [name, vif] = [settings.get('name'), settings.get('vif')]
  const place = { file, line: (vif ?? name)?.line ?? 1 }
  const nic = nicOf(vif?.texts[0] ?? '')
  if ((vif?.texts.length ?? 0) > 1)
    found.findings.push(
      notCarriedOver(place, `${first('name')}: only its first network card is carried over`, first('name')),
    )
  const type = first('type') ?? (first('builder') === 'hvm' ? 'hvm' : null)
  if (type === 'hvm')
    found.findings.push(
      notCarriedOver(
        place,
        `${first('name')} is an HVM guest, for which xl asks no bootloader`,
        first('name'),
      ),
    )
  const [ip = null] = (nic.get('ip') ?? '')
    .split(/\s+/)
    .map((word) => word.replace(/\/\d+$/, ''))
    .filter(isIpv4)
  const values = valuesOf({
    hypervisor: 'xen',
    type: type === 'pv' || type === 'pvh' ? type : null,
    cpus: first('vcpus'),
    memory: first('memory'),
    bridge: nic.get('bridge'),
  })
  found.hosts.push({ name: first('name'), mac: nic.get('mac') ?? null, ip, values, ...place })
  return found
}

/** `mac=00:16:3e:11:22:33,bridge=xenbr0` (xl-network-configuration(5)). */
function nicOf(text: string): Map<string, string> {
  return new Map(
    text.split(',').flatMap((word): [string, string][] => {
      const [, key, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(word) ?? []
      return key === undefined || value === undefined ? [] : [[key, value]]
    }),
  )
}

interface Assignment {
  /** One, or those of a list. */
  texts: string[]
  line: number
}

const TEXT = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`
const LIST = String.raw`\[(?:${TEXT}|#[^\n]*|[^\]'"#])*\]`
const ASSIGNMENT = new RegExp(
  String.raw`([A-Za-z_]\w*)[^\S\n]*(\+?=)[^\S\n]*(${LIST}|${TEXT}|[^\s;#'"[\]]+)`,
  'y',
)
const BETWEEN = /(?:[\s;]|#[^\n]*)*/y

/** `name = 'text'`, `vif = ['a', 'b']`. If a name is assigned several times, the last one counts; `+=` adds to it. */
function readAssignments(file: string, text: string): Map<string, Assignment> {
  const settings = new Map<string, Assignment>()
  let at = lengthOf(BETWEEN, text, 0)
  while (at < text.length) {
    const line = text.slice(0, at).split('\n').length
    ASSIGNMENT.lastIndex = at
    const [all = '', name = '', sign, value = ''] = ASSIGNMENT.exec(text) ?? []
    if (all === '') throw unreadable({ file, line }, 'this is not NAME = VALUE as xl reads it')
    const before = sign === '+=' ? (settings.get(name)?.texts ?? []) : []
    settings.set(name, { texts: [...before, ...textsOf(value)], line })
    at += all.length
    at += lengthOf(BETWEEN, text, at)
  }
  return settings
}

function textsOf(value: string): string[] {
  if (!value.startsWith('[')) return [unquoted(value)]
  const parts = value.slice(1, -1).match(new RegExp(String.raw`${TEXT}|#[^\n]*|[^\s,#'"]+`, 'g')) ?? []
  return parts.filter((part) => !part.startsWith('#')).map(unquoted)
}

function unquoted(text: string): string {
  return /^['"]/.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text
}

/** How far a sticky pattern reaches from `at`. */
function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}
