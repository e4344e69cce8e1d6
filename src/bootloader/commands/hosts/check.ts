/** `hosts check`. */

import type { HostFinding } from '../../../hosts/outputs/index.ts'
import { command } from '../../command.ts'
import { hostsOptions, hostsSettings } from './options.ts'
import { work } from './work.ts'

export const check = command({
  name: 'check',
  summary: 'look whether all is as the store says: its rules, written files, where each boot leads',
  options: hostsOptions,
  settings: hostsSettings,
  read: (given) => given,
  /** The exit status is 1 where something is wrong; warnings alone do not count. */
  run: (given) =>
    work(
      given,
      async ({ path, state }) => {
        const { checkStore } = await import('../../../hosts/outputs/index.ts')
        return { findings: await checkStore(path, state) }
      },
      ({ findings }) => [...findings.map(sentence), summary(findings)],
      ({ findings }) => (findings.some(({ severity }) => severity === 'error') ? 1 : 0),
    ),
})

/** As compilers write it. */
function sentence({ severity, code, host, file, line, message }: HostFinding): string {
  const place = [file, line].filter((part) => part !== null).join(':')
  const who = host === null ? '' : `host ${host}: `
  const what = message.startsWith(who) ? message : who + message
  return `${place === '' ? '' : `${place}: `}${severity}: ${what} [${code}]`
}

function summary(findings: readonly HostFinding[]): string {
  const count = (severity: HostFinding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length
  return `${count('error')} errors, ${count('warning')} warnings`
}
