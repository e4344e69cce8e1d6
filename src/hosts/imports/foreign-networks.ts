/** Finds the networks of a file that a store does not have yet. */

import { ipv4FromNumber, ipv4ToNumber } from '../../addresses.ts'
import { addSections } from '../edit-ini.ts'
import { parseIni } from '../ini-file.ts'
import { isIn, overlap, parseRanges, parseSubnet, type Range } from '../ranges.ts'
import type { HostStore } from '../store.ts'
import { storeOf } from '../store-rules.ts'
import { type Finding, type ForeignSection, notCarriedOver } from './imported.ts'

/**
 * Networks that have no address in common with a network of the store or with an earlier one of the file. The hosts'
 * addresses are removed from the dynamic ranges, because DHCP servers allow them there and the store does not.
 */
export function newNetworks(
  networks: readonly ForeignSection[],
  store: HostStore,
  addresses: readonly string[],
  findings: Finding[],
): ForeignSection[] {
  const added: { name: string; subnet: Range }[] = []
  const taken = addresses.map(ipv4ToNumber).sort((a, b) => a - b)
  return networks.flatMap((network) => {
    const text = network.values.get('subnet') ?? ''
    const subnet = parseSubnet(text)
    // Its name has the subnet's address, which must be one before it is written anywhere.
    if (subnet === null) {
      findings.push(notCarriedOver(network, `${JSON.stringify(text)} is not a subnet and is not imported`))
      return []
    }
    if ([...store.networks.values()].some((other) => overlap(subnet, other.subnet))) return []
    const [rule] = storeOf(addSections(EMPTY, [sectionOf('network', network)])).broken
    const earlier = added.find((other) => overlap(subnet, other.subnet))
    if (rule === undefined && earlier === undefined) {
      added.push({ name: network.name, subnet })
      return [apart(network, taken)]
    }
    const why = rule?.what ?? `${text} has addresses in common with ${earlier?.name}`
    findings.push(notCarriedOver(network, `${why}; it is not imported`))
    return []
  })
}

/** A section of the store's file. */
export function sectionOf(kind: 'network' | 'profile', { name, values }: ForeignSection) {
  return { title: `${kind} "${name}"`, values }
}

const EMPTY = parseIni('', Buffer.alloc(0), 'E_HOSTS_INVALID')

function apart(network: ForeignSection, taken: readonly number[]): ForeignSection {
  const values = new Map(network.values)
  const ranges = parseRanges(values.get('dynamic') ?? '') ?? []
  if (!taken.some((address) => isIn(address, ranges))) return network
  const rest = ranges.flatMap((range) => without(range, taken))
  const text = rest.map(rangeText).join(', ')
  if (text === '') values.delete('dynamic')
  else values.set('dynamic', text)
  return { ...network, values }
}

/** `taken` ascends. */
function without({ first, last }: Range, taken: readonly number[]): Range[] {
  const rest: Range[] = []
  let from = first
  for (const address of taken) {
    if (address < from || address > last) continue
    if (address > from) rest.push({ first: from, last: address - 1 })
    from = address + 1
  }
  return from > last ? rest : [...rest, { first: from, last }]
}

function rangeText({ first, last }: Range): string {
  return first === last ? ipv4FromNumber(first) : `${ipv4FromNumber(first)}-${ipv4FromNumber(last)}`
}
