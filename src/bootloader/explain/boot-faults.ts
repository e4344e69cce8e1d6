/** Faults after DHCP: of the boot server, the configuration and the files. */

import type { ErrorCode, ErrorReason } from '../../boot-error.ts'
import { parseBootUrl } from '../../boot-url.ts'
import { eventsOf } from './dry-run.ts'
import type { Facts, Fault } from './fault.ts'
import { fileOutcomes } from './file-outcomes.ts'
import { namePrefix } from './played-program.ts'

const failedWith = (facts: Facts, code: ErrorCode): boolean => facts.report.error?.code === code
const failedBy = ({ report }: Facts, reason: ErrorReason): boolean => report.error?.reason === reason

/** In the order of a boot. */
export const BOOT_FAULTS: Fault[] = [
  {
    applies: (facts) => failedBy(facts, 'port-unreachable'),
    advice: (facts) =>
      `${failedServer(facts)} is up and refuses the port (ICMP port unreachable): no TFTP server runs there, or next-server names the wrong host`,
  },
  {
    applies: (facts) => failedBy(facts, 'connection-refused'),
    advice: (facts) =>
      `${failedServer(facts)} is up and refuses the connection: no web server runs there, or it listens on another port than ${failedUrl(facts)} says`,
  },
  {
    applies: (facts) => failedBy(facts, 'no-route'),
    advice: (facts) =>
      `there is no route to ${failedServer(facts)}: is it up, is it on this network, does ${router(facts)} lead there?`,
  },
  {
    applies: (facts) => failedWith(facts, 'E_FETCH_TIMEOUT'),
    advice: (facts) =>
      `${failedServer(facts)} does not answer at all: is it up, is it on this network or reached by ${router(facts)}, does a firewall drop UDP port 69 or the answers, which come from other ports?`,
  },
  {
    applies: ({ report, live }) =>
      live &&
      report.error !== null &&
      report.lease !== null &&
      !report.lease.bootFile &&
      report.lease.configFile === null &&
      report.lease.pathPrefix === null,
    advice: ({ report }) =>
      `the lease of ${report.lease?.dhcpServer} names no boot file: is booting set up there for this guest (dnsmasq: dhcp-boot)?`,
  },
  {
    applies: (facts) => failedWith(facts, 'E_TIMEOUT') && underWay(facts).length > 0,
    advice: (facts) => `when the time was up, it waited for ${underWay(facts).join(' and ')}`,
  },
  {
    applies: (facts) => failedWith(facts, 'E_CONFIG_NOT_FOUND'),
    advice: ({ report }) =>
      `the server answers, but has none of the names: create ${report.config?.tried.at(-1)?.file ?? 'one of them'}, or look whether its root is another folder`,
  },
  {
    applies: (facts) => eventsOf(facts, 'Warned').some(({ code }) => code === 'html-page'),
    advice: ({ report }) =>
      `${report.config?.url} is an HTML page and not a configuration: some web servers send one instead of an error; look at it with curl, and let the server answer 404 for missing files`,
  },
  {
    applies: (facts) => failedWith(facts, 'E_FETCH_NOT_FOUND') && facts.report.config?.file != null,
    advice: ({ report }) =>
      `the configuration ${report.config?.file} names a file that is not there: upper and lower case differ, and ${prefixWords(report)}`,
  },
  {
    // With a reason it was not the server that denied the file.
    applies: (facts) => failedWith(facts, 'E_FETCH_DENIED') && facts.report.error?.reason === null,
    advice: () =>
      'the server has the file but does not send it: check its permissions (TFTP servers send only what everybody may read)',
  },
  {
    applies: (facts) => failedBy(facts, 'other-architecture'),
    advice: () =>
      'the server sends this guest the files of other machines: is the entry meant for them, or does the DHCP server choose by option 93?',
  },
  {
    applies: (facts) => failedBy(facts, 'other-guest-type'),
    advice: ({ report }) =>
      `${report.kernel?.url} is a kernel, but not for a guest of this type: take another one, or another type in the guest's configuration`,
  },
  {
    applies: (facts) => failedBy(facts, 'not-a-kernel'),
    advice: ({ report }) =>
      `${report.kernel?.url} exists but is not a kernel: ${whereNamed(report)} names the wrong file, or the file on the server is damaged`,
  },
]

/** The URL of the transfer that ended the boot. */
function failedUrl(facts: Facts): string | undefined {
  const code = facts.report.error?.code
  return eventsOf(facts, 'FetchFailed').findLast((failed) => failed.code === code)?.url
}

/** URLs of transfers that had begun but not ended. */
function underWay(facts: Facts): string[] {
  const ended = new Set(fileOutcomes(facts).map(({ url }) => url))
  const begun = eventsOf(facts, 'FetchStarted').map(({ url }) => url)
  return [...new Set(begun)].filter((url) => !ended.has(url))
}

function failedServer(facts: Facts): string {
  return parseBootUrl(failedUrl(facts) ?? '')?.host ?? facts.report.lease?.bootServer ?? 'the boot server'
}

function router({ report }: Facts): string {
  return report.lease?.gateway ?? 'a router (the lease has none)'
}

function whereNamed({ entry }: Facts['report']): string {
  const origin = entry?.parts[0]?.origin
  return origin ? `${origin.file}:${origin.line}` : 'the entry'
}

function prefixWords(report: Facts['report']): string {
  const prefix = namePrefix(report) ?? ''
  return prefix === ''
    ? "names are relative to the server's root"
    : `${JSON.stringify(prefix)} is put in front of names`
}
