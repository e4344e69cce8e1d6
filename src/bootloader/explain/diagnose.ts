/** From what failed and what was seen to what it most likely comes from: a table of faults, each with its advice. */

import { type Story, told } from './story.ts'

type Facts = Omit<Story, 'diagnosis'>

interface Fault {
  applies(facts: Facts): boolean
  advice(facts: Facts): string
}

const code = ({ report }: Facts): string | null => report.error?.code ?? null
const retried = (facts: Facts, reason: string): boolean =>
  told(facts, 'FetchRetried').some((retry) => retry.reason === reason)
const dropped = (facts: Facts, reason: string) =>
  told(facts, 'DhcpPacketDropped').filter((drop) => drop.reason.startsWith(reason))

/** Every fault that applies is told, the nearest to the wire first. */
const FAULTS: Fault[] = [
  {
    applies: (facts) => noOffer(facts) && facts.device?.up === false,
    advice: ({ device }) => `${device?.name} is down: ip link set ${device?.name} up`,
  },
  {
    applies: (facts) => noOffer(facts) && isLonelyBridge(facts),
    advice: ({ device }) =>
      `${device?.name} has no other port than ours, so no server outside this host is reached: is the network card a port of it, or is it the wrong bridge?`,
  },
  {
    applies: (facts) =>
      noOffer(facts) && !isLonelyBridge(facts) && facts.device?.up === true && !hasCarrier(facts),
    advice: ({ device }) => `no port of ${device?.name} has a carrier: look at the cable or the switch`,
  },
  {
    applies: (facts) => noOffer(facts) && dropped(facts, 'another client').length > 0,
    advice: () =>
      'DHCP replies for other MAC addresses do arrive: the server is there, and does not know this guest or ignores it',
  },
  {
    applies: (facts) => noOffer(facts) && facts.device?.up === true && facts.device.filtered,
    advice: ({ device }) =>
      `packets that cross ${device?.name} pass through iptables (net.bridge.bridge-nf-call-iptables=1): a FORWARD rule may drop them`,
  },
  {
    applies: (facts) => noOffer(facts) && facts.device?.up === true && hasCarrier(facts),
    advice: () =>
      'is a DHCP server on this network or VLAN, does its log show the DISCOVER, and does it have an address left for this MAC?',
  },
  {
    applies: (facts) => code(facts) === 'E_NO_BOOT_SERVER',
    advice: () =>
      'the DHCP server gives an address but says nothing about booting: set next-server and a boot file (dnsmasq: dhcp-boot), or start a proxy DHCP server',
  },
  {
    applies: (facts) => code(facts) === 'E_FETCH_TIMEOUT' && retried(facts, 'unreachable'),
    advice: ({ report }) =>
      `${report.lease?.bootServer} is up and refuses the port (ICMP port unreachable): no TFTP server runs there, or next-server names the wrong host`,
  },
  {
    applies: (facts) => code(facts) === 'E_FETCH_TIMEOUT' && !retried(facts, 'unreachable'),
    advice: ({ report }) =>
      `${report.lease?.bootServer} does not answer at all: is it up, is it on this network or reached by ${report.lease?.gateway ?? 'a router (the lease has none)'}, does a firewall drop UDP port 69 or the answers from other ports?`,
  },
  {
    applies: (facts) => code(facts) === 'E_CONFIG_NOT_FOUND',
    advice: ({ report }) =>
      `the TFTP server answers, but has none of the names: create ${report.config?.tried.at(-1)?.file ?? 'pxelinux.cfg/default'}, or look whether its root is another folder`,
  },
  {
    applies: (facts) => told(facts, 'Warned').some(({ message }) => message.includes('HTML page')),
    advice: ({ report }) =>
      `${report.config?.url} is an HTML page, as a web server gives for an error: look at it with curl`,
  },
  {
    applies: (facts) => code(facts) === 'E_FETCH_NOT_FOUND' && facts.report.config?.file != null,
    advice: ({ report }) =>
      `the configuration ${report.config?.file} names a file that is not there: names are put behind the prefix ${JSON.stringify(prefixOf(report.config?.file ?? ''))} and upper and lower case differ`,
  },
  {
    applies: (facts) => code(facts) === 'E_FETCH_DENIED',
    advice: () =>
      'the server has the file and does not give it: look at its permissions (TFTP servers give only what everybody may read)',
  },
]

/** Empty where the boot did not fail, or nothing more than its hint is known. */
export function diagnose(facts: Facts): string[] {
  return facts.report.error === null
    ? []
    : FAULTS.filter(({ applies }) => applies(facts)).map(({ advice }) => advice(facts))
}

function noOffer(facts: Facts): boolean {
  return code(facts) === 'E_DHCP_TIMEOUT' && told(facts, 'DhcpOfferReceived').length === 0
}

function isLonelyBridge({ device, events }: Facts): boolean {
  return (
    device !== null &&
    device.ports.length === 0 &&
    told({ events }, 'GuestPortMade').some(({ port }) => port !== null)
  )
}

function hasCarrier({ device }: Facts): boolean {
  return (
    device !== null &&
    (device.ports.length === 0 ? device.carrier : device.ports.some(({ carrier }) => carrier))
  )
}

function prefixOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('pxelinux.cfg')))
}
