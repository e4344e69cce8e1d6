/** Checks that everything matches the store: its rules, the written files, and what each host would boot. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { treePath } from '../../tftp-fetch/index.ts'
import { withStates } from '../boot-once.ts'
import type { Section } from '../ini-section.ts'
import type { HostStore } from '../store.ts'
import { brokenRule, readStoreIni } from '../store-file.ts'
import { lineOf, storeOf } from '../store-rules.ts'
import { isUrl } from './boot-names.ts'
import { commandLine, dhcpBootLines } from './dnsmasq-config.ts'
import { listOf } from './host-boot.ts'
import { playOffline } from './offline-boot.ts'
import { type Prospect, readProspect, textsBelow } from './prospect.ts'

/** Something that does not match the store. `file` and `line`: where to look; null: no particular place. */
export interface HostFinding {
  severity: 'error' | 'warning'
  /** An error code, `not-applied`, `leads-elsewhere`, `boot-file` or `dhcp-boot`. */
  code: string
  host: string | null
  file: string | null
  line: number | null
  message: string
}

/** Returns what is wrong with the embedded server's sections; the messages begin with `FILE:LINE: `. */
export type CheckSections = (sections: readonly Section[]) => readonly BootError[]

/**
 * Everything that does not match the store at `path`. `folder`: its state folder. Throws E_HOSTS_NOT_FOUND if there is no
 * store, and E_PERMISSION.
 */
export async function checkStore(
  path: string,
  folder: string,
  checkSections: CheckSections,
): Promise<HostFinding[]> {
  try {
    const { store, broken } = storeOf(readStoreIni(path))
    if (broken.length > 0) return broken.map((rule) => ({ ...invalid(brokenRule(rule)), host: rule.host }))
    const current = withStates(store, folder)
    const prospect = readProspect(current, folder)
    return [
      ...checkSections(store.server).map(invalid),
      ...missingFiles(current, prospect.outputs.pxelinux?.root ?? null),
      ...notApplied(prospect),
      ...(await misled(current, prospect)),
      ...beaten(prospect),
    ]
  } catch (thrown) {
    if (!(thrown instanceof BootError) || thrown.code !== 'E_HOSTS_INVALID') throw thrown
    return [invalid(thrown)]
  }
}

function invalid({ message, hint }: BootError): HostFinding {
  const [, place, what] = /^(.*?:\d+): (.*)$/s.exec(message) ?? []
  return error('E_HOSTS_INVALID', `${what ?? message}${hint === null ? '' : ` (${hint})`}`, place ?? null)
}

const error = (code: string, message: string, place: string | null): HostFinding => ({
  severity: 'error',
  code,
  host: null,
  file: place === null ? null : place.replace(/:\d+$/, ''),
  line: place === null ? null : lineOf(place),
  message,
})

/** Kernels and initrds must be on the boot server; our own boots do not need the boot file. */
const FILE_KEYS: Record<string, 'error' | 'warning'> = {
  kernel: 'error',
  initrd: 'error',
  'boot-file': 'warning',
  'boot-file-efi-x86_64': 'warning',
  'boot-file-efi-arm64': 'warning',
}

function missingFiles({ networks, profiles, hosts }: HostStore, root: string | null): HostFinding[] {
  if (root === null) return []
  const sections: [string | null, Section][] = [
    ...Array.from(networks.values(), ({ section }): [null, Section] => [null, section]),
    ...Array.from(profiles.values(), (section): [null, Section] => [null, section]),
    ...hosts.map(({ name, section }): [string, Section] => [name, section]),
  ]
  return sections.flatMap(([host, { values }]) =>
    Object.entries(FILE_KEYS).flatMap(([key, severity]) => {
      const value = values.get(key)
      const names = listOf(value?.text ?? null).filter((name) => !isUrl(name))
      return names
        .filter((name) => !isThere(root, name))
        .map((name) => {
          const message = `${key} = ${name}: there is no such file in ${root}`
          return { ...error('E_FETCH_NOT_FOUND', message, value?.place ?? null), host, severity }
        })
    }),
  )
}

function isThere(root: string, name: string): boolean {
  const path = treePath(name)
  return path !== null && existsSync(join(root, path))
}

function notApplied({ plan }: Prospect): HostFinding[] {
  const foreign = new Map(plan.conflicts.map(({ path, why }) => [path, why]))
  return plan.changes.map(({ path, before, after, configuration }) => {
    const why = foreign.get(path)
    const state =
      before === null
        ? 'is not written yet'
        : after === null
          ? 'belongs to a host that is gone'
          : 'is out of date'
    return {
      ...error(why === undefined ? 'not-applied' : 'E_HOSTS_CONFLICT', '', null),
      host: configuration?.host.name ?? null,
      file: path,
      message: why ?? `${state}: tspxeboot hosts apply`,
    }
  })
}

/** Plays the configurations on the disk, not those that would be written. */
async function misled(store: HostStore, { outputs, wanted, plan }: Prospect): Promise<HostFinding[]> {
  const root = outputs.pxelinux?.root
  if (root === undefined) return []
  const changed = new Map(plan.changes.map((change) => [change.path, change]))
  const texts = textsBelow(
    root,
    wanted.filter(({ path }) => !changed.has(path)),
  )
  const findings: HostFinding[] = []
  for (const { path, configuration } of wanted) {
    if (configuration === null || changed.get(path)?.before === null) continue
    const wrong = await playOffline(store, configuration, { root, texts })
    if (wrong === null) continue
    findings.push({
      ...error('leads-elsewhere', wrong, null),
      host: configuration.host.name,
      file: path,
    })
  }
  return findings
}

function beaten({ outputs: { dnsmasq } }: Prospect): HostFinding[] {
  if (dnsmasq === null || dnsmasq.optionsFile === null) return []
  return dhcpBootLines(commandLine(dnsmasq.pidFile)).map(({ file, line, text }) => ({
    severity: 'warning',
    code: 'dhcp-boot',
    host: null,
    file,
    line,
    message: `${text.trim()}: overrides the options file for every client that it matches`,
  }))
}
