/** Why what DHCP named does not boot: the server, the configuration, the files. */

import type { ErrorCode } from '../../boot-error.ts'
import { parseBootUrl } from '../../boot-url.ts'
import type { Facts, Fault } from './diagnose.ts'
import { told } from './story.ts'

const failedWith = (facts: Facts, code: ErrorCode): boolean => facts.report.error?.code === code
const says = (facts: Facts, words: string): boolean => facts.report.error?.message.includes(words) === true

export const BOOT_FAULTS: Fault[] = [
  {
    applies: (facts) => failedWith(facts, 'E_FETCH_TIMEOUT') && wasRefused(facts),
    advice: (facts) =>
      `${failedServer(facts)} is up and refuses the port (ICMP port unreachable): no TFTP server runs there, or next-server names the wrong host`,
  },
  {
    applies: (facts) => failedWith(facts, 'E_FETCH_TIMEOUT') && !wasRefused(facts),
    advice: (facts) =>
      `${failedServer(facts)} does not answer at all: is it up, is it on this network or reached by ${facts.report.lease?.gateway ?? 'a router (the lease has none)'}, does a firewall drop UDP port 69 or the answers, which come from other ports?`,
  },
  {
    applies: (facts) => failedWith(facts, 'E_CONFIG_NOT_FOUND'),
    advice: ({ report }) =>
      `the server answers, but has none of the names: create ${report.config?.tried.at(-1)?.file ?? 'pxelinux.cfg/default'}, or look whether its root is another folder`,
  },
  {
    applies: (facts) => told(facts, 'Warned').some(({ message }) => message.includes('is an HTML page')),
    advice: ({ report }) =>
      `${report.config?.url} is an HTML page and no configuration: a web server gives one in place of an error; look at it with curl, and let the server say 404 for what is not there`,
  },
  {
    applies: (facts) => failedWith(facts, 'E_FETCH_NOT_FOUND') && facts.report.config?.file != null,
    advice: ({ report }) =>
      `the configuration ${report.config?.file} names a file that is not there: upper and lower case differ, and names are put behind the prefix ${JSON.stringify(prefixOf(report.config?.file ?? ''))}`,
  },
  {
    applies: (facts) => failedWith(facts, 'E_FETCH_DENIED'),
    advice: () =>
      'the server has the file and does not give it: look at its permissions (TFTP servers give only what everybody may read)',
  },
  {
    applies: (facts) => failedWith(facts, 'E_NOT_A_KERNEL') && says(facts, 'another architecture'),
    advice: () =>
      'the server gives this guest the files of other machines: is the entry made for them, or does the DHCP server choose by option 93?',
  },
  {
    applies: (facts) => failedWith(facts, 'E_NOT_A_KERNEL') && says(facts, 'cannot start a'),
    advice: ({ report }) =>
      `${report.kernel?.url} is a kernel, but not for a guest of this type: take another one, or another type in the guest's configuration`,
  },
  {
    applies: (facts) => failedWith(facts, 'E_NOT_A_KERNEL') && says(facts, 'is not a kernel'),
    advice: ({ report }) =>
      `${report.kernel?.url} is there and is no kernel: ${whereNamed(report)} names the wrong file, or the file on the server is damaged`,
  },
]

function wasRefused(facts: Facts): boolean {
  const url = failedUrl(facts)
  return told(facts, 'FetchRetried').some((retry) => retry.url === url && retry.reason === 'unreachable')
}

/** Of the transfer that ended it. */
function failedUrl(facts: Facts): string | undefined {
  const code = facts.report.error?.code
  return told(facts, 'FetchFailed').findLast((failed) => failed.code === code)?.url
}

function failedServer(facts: Facts): string {
  return parseBootUrl(failedUrl(facts) ?? '')?.host ?? facts.report.lease?.bootServer ?? 'the boot server'
}

function whereNamed({ entry }: Facts['report']): string {
  const origin = entry?.parts.find(({ from }) => from === 'BOOT_IMAGE')?.origin
  return origin ? `${origin.file}:${origin.line}` : 'the entry'
}

function prefixOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('pxelinux.cfg')))
}
