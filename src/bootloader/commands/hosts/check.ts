/** `hosts check`: compares the store with what was written from it. */

import type { HostFinding } from '../../../hosts/outputs/index.ts'
import { hostsCommand } from './hosts-command.ts'

export const check = hostsCommand({
  name: 'check',
  summary: 'check that everything matches the store: its rules, the written files, where each boot leads',
  /** The exit status is 1 if there are errors; warnings do not count. */
  work: async ({ path, state }) => {
    const [{ checkStore }, { checkSections }] = await Promise.all([
      import('../../../hosts/outputs/index.ts'),
      import('../../../server/index.ts'),
    ])
    return { findings: await checkStore(path, state, checkSections) }
  },
  sentences: ({ findings }) => [...findings.map(sentence), summary(findings)],
  status: ({ findings }) => (findings.some(({ severity }) => severity === 'error') ? 1 : 0),
})

/** A finding as compilers write theirs. */
function sentence({ severity, code, host, file, line, message }: HostFinding): string {
  const place = [file, line].filter((part) => part !== null).join(':')
  const who = host === null ? '' : `host ${host}: `
  const what = message.startsWith(who) ? message : who + message
  return `${place === '' ? '' : `${place}: `}${severity}: ${what} [${code}]`
}

function summary(findings: readonly HostFinding[]): string {
  const count = (severity: HostFinding['severity']) => {
    const { length } = findings.filter((finding) => finding.severity === severity)
    return `${length} ${severity}${length === 1 ? '' : 's'}`
  }
  return `${count('error')}, ${count('warning')}`
}
