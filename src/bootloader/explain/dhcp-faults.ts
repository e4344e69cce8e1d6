/** Faults that leave a guest without an offer, told by the state of the bridge and its ports and by what was heard. */

import type { DeviceState } from '../../guest-port/index.ts'
import { eventsOf } from './dry-run.ts'
import type { Facts, Fault } from './fault.ts'

/** The nearest to this host first. */
export const DHCP_FAULTS: Fault[] = [
  {
    applies: (facts) => noOffer(facts) && facts.device?.up === false,
    advice: ({ device }) => `${device?.name} is down: ip link set ${device?.name} up`,
  },
  {
    applies: (facts) => noOffer(facts) && isLonelyBridge(facts),
    advice: ({ device }) =>
      `${device?.name} has no port but ours, so no server outside this host can be reached: is the network card a port of it (ip link set CARD master ${device?.name}), or is it the wrong bridge?`,
  },
  {
    applies: (facts) =>
      noOffer(facts) && isUp(facts) && !isLonelyBridge(facts) && workingPorts(facts).length === 0,
    advice: ({ device }) =>
      `no port of ${device?.name} is up and has a carrier (${portsOf(device) || device?.name}): look at the cable, the switch, or what is at the other end`,
  },
  {
    applies: (facts) => noOffer(facts) && (facts.device?.portDelayMs ?? 0) > 0,
    advice: ({ device }) =>
      `${device?.name} runs STP, and a new port of it passes nothing for ${(device?.portDelayMs ?? 0) / 1000} s: ip link set ${device?.name} type bridge forward_delay 0, or a longer --dhcp-timeout`,
  },
  {
    applies: (facts) => noOffer(facts) && dropsOurs(facts),
    advice: (facts) =>
      `${discovers(facts)} DISCOVERs went into ${facts.device?.name} and none came out of it by ${workingPorts(facts).join(', ')}: a filter on this host drops them: ${facts.device?.filtered ? 'iptables -S FORWARD (bridge-nf-call-iptables is 1), ' : ''}ebtables -L, nft list ruleset, bridge vlan show`,
  },
  {
    applies: (facts) => noOffer(facts) && heardOthers(facts).length > 0,
    advice: (facts) =>
      `DHCP replies for other MAC addresses do arrive (${heardOthers(facts).slice(0, 3).join(', ')}): a server is there, and does not know ${facts.report.guest.mac} or ignores it: look at its reservations and its log`,
  },
  {
    applies: (facts) => noOffer(facts) && isUp(facts) && facts.device?.filtered === true && !dropsOurs(facts),
    advice: ({ device }) =>
      `packets that cross ${device?.name} pass through iptables (bridge-nf-call-iptables is 1): iptables -S FORWARD shows whether a rule drops the answers`,
  },
  {
    applies: (facts) => noOffer(facts) && leftThisHost(facts),
    advice: ({ report }) =>
      `the DISCOVERs left this host and nobody answered: is there a DHCP server or relay on this network or VLAN, does its log show ${report.guest.mac}, and does it have an address left?`,
  },
  {
    applies: (facts) => facts.report.error?.code === 'E_NO_BOOT_SERVER',
    advice: () =>
      'the DHCP server gives an address but says nothing about booting: set next-server and a boot file (dnsmasq: dhcp-boot), or start a proxyDHCP server',
  },
  {
    applies: (facts) => servers(facts).length > 1,
    advice: (facts) =>
      `${servers(facts).length} DHCP servers answer (${servers(facts).join(', ')}): is one of them not meant to? --server names the one to believe`,
  },
]

function noOffer(facts: Facts): boolean {
  return facts.report.error?.code === 'E_DHCP_TIMEOUT' && eventsOf(facts, 'DhcpOfferReceived').length === 0
}

function isUp({ device }: Facts): boolean {
  return device?.up === true
}

function isLonelyBridge(facts: Facts): boolean {
  const { device } = facts
  return device?.ports.length === 0 && eventsOf(facts, 'GuestPortMade').some(({ port }) => port !== null)
}

/** Where packets can leave: a bridge's ports, or the device itself. */
function workingPorts({ device }: Facts): string[] {
  if (device === null) return []
  const devices = device.ports.length === 0 ? [device] : device.ports
  return devices.filter(({ up, carrier }) => up && carrier).map(({ name }) => name)
}

/** A DISCOVER is a broadcast: a bridge sends it out of every port that works. */
function dropsOurs(facts: Facts): boolean {
  const ports = facts.device?.ports.filter(({ up, carrier }) => up && carrier) ?? []
  return (
    isUp(facts) &&
    facts.device?.portDelayMs === 0 &&
    ports.length > 0 &&
    ports.every(({ sent }) => sent === 0) &&
    discovers(facts) > 0
  )
}

/** As far as the packet counts show. */
function leftThisHost(facts: Facts): boolean {
  const passed = facts.device?.portDelayMs === 0 && !isLonelyBridge(facts) && !dropsOurs(facts)
  return isUp(facts) && passed && workingPorts(facts).length > 0
}

function discovers(facts: Facts): number {
  return eventsOf(facts, 'DhcpDiscoverSent').length
}

/** MAC addresses of other clients that were heard. */
function heardOthers(facts: Facts): string[] {
  const macs = eventsOf(facts, 'DhcpPacketDropped').flatMap(({ client }) => client ?? [])
  return [...new Set(macs)]
}

/** Servers that offered addresses. */
function servers(facts: Facts): string[] {
  const offers = eventsOf(facts, 'DhcpOfferReceived').filter(({ address }) => address !== null)
  return [...new Set(offers.map(({ server }) => server))]
}

function portsOf(device: DeviceState | null): string {
  return (device?.ports ?? []).map(({ name, up }) => `${name} ${up ? 'has none' : 'is down'}`).join(', ')
}
