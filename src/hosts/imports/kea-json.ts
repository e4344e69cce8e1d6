/** Reads hosts and subnets of Kea's DHCPv4 server (ARM, "Host Reservation in DHCPv4"). */

import { getNodeValue, type Node } from 'jsonc-parser'
import { ipv4FromNumber, isIpv4 } from '../../addresses.ts'
import { parseSubnet } from '../ranges.ts'
import {
  type Finding,
  type Foreign,
  type ForeignHost,
  type ForeignSection,
  type Includes,
  notCarriedOver,
  nothing,
  unreadable,
  valuesOf,
} from './imported.ts'
import { type KeaTree, readKeaTree } from './kea-text.ts'

/** Keys of a reservation that are imported or can be ignored. */
const OF_A_HOST = new Set([
  'hw-address',
  'ip-address',
  'hostname',
  'client-id',
  'boot-file-name',
  'user-context',
])

/** The hosts and subnets. */
export function readKeaJson(file: string, text: string, includes: Includes): Foreign {
  const found = nothing()
  const tree = readKeaTree(file, text, includes, found.findings)
  const server = child(tree.root, 'Dhcp4')
  if (server === undefined) throw unreadable({ file, line: 1 }, 'there is no "Dhcp4" in it')
  found.hosts.push(...reservationsOf(server, tree, [server], found.findings))
  for (const outer of [server, ...listOf(server, 'shared-networks')]) {
    for (const subnet of listOf(outer, 'subnet4')) {
      const scopes = outer === server ? [subnet, server] : [subnet, outer, server]
      found.networks.push(...networkOf(subnet, tree, scopes))
      found.hosts.push(...reservationsOf(subnet, tree, scopes, found.findings))
    }
  }
  return found
}

/** `scopes`: the subnet and what is around it, the inner ones first. */
function reservationsOf(
  node: Node,
  tree: KeaTree,
  scopes: readonly Node[],
  findings: Finding[],
): ForeignHost[] {
  return listOf(node, 'reservations').map((reservation) => {
    const place = tree.placeOf(reservation)
    const text = (key: string) => textOf(reservation, key)
    const name = text('hostname') || null
    const bootFile = text('boot-file-name')
    const dropped = keysOf(reservation).filter((key) => !OF_A_HOST.has(key) && !isEmpty(reservation, key))
    if (dropped.length > 0) {
      const who = name ?? text('hw-address') ?? text('ip-address') ?? 'a reservation'
      findings.push(notCarriedOver(place, `${who}: ${dropped.join(', ')} is not carried over`, name))
    }
    return {
      name,
      mac: text('hw-address') ?? macOfClientId(text('client-id')),
      ip: text('ip-address'),
      values: valuesOf({ 'boot-file': bootFile === inherited(scopes, 'boot-file-name') ? null : bootFile }),
      ...place,
    }
  })
}

/** 01 and an Ethernet address is the client identifier that most clients send (RFC 2132, 9.14). */
function macOfClientId(id: string | null): string | null {
  return /^01:((?:[0-9a-f]{2}:){5}[0-9a-f]{2})$/i.exec(id ?? '')?.[1] ?? null
}

function networkOf(subnet: Node, tree: KeaTree, scopes: readonly Node[]): ForeignSection[] {
  const range = textOf(subnet, 'subnet') ?? ''
  const seconds = scopes.map((scope) => child(scope, 'valid-lifetime')).find((node) => node !== undefined)
  const addresses = (name: string, code: number) =>
    optionOf(scopes, name, code)
      ?.split(',')
      .map((word) => word.trim())
      .filter(isIpv4) ?? []
  const nextServer = inherited(scopes, 'next-server')
  return [
    {
      name: `net-${range.split('/')[0]}`,
      values: valuesOf({
        subnet: range,
        gateway: addresses('routers', 3)[0],
        dns: addresses('domain-name-servers', 6).join(', '),
        domain: optionOf(scopes, 'domain-name', 15),
        dynamic: listOf(subnet, 'pools')
          .map((pool) => rangeOf(textOf(pool, 'pool') ?? ''))
          .join(', '),
        'next-server': nextServer === '0.0.0.0' ? null : nextServer,
        'boot-file': inherited(scopes, 'boot-file-name'),
        'lease-seconds': seconds === undefined ? null : String(getNodeValue(seconds)),
      }),
      ...tree.placeOf(subnet),
    },
  ]
}

function inherited(scopes: readonly Node[], key: string): string | null {
  return scopes.map((scope) => textOf(scope, key)).find((text) => text !== null && text !== '') ?? null
}

function optionOf(scopes: readonly Node[], name: string, code: number): string | null {
  const options = scopes.flatMap((scope) => listOf(scope, 'option-data'))
  const option = options.find(
    (one) => textOf(one, 'name') === name || (child(one, 'code')?.value as unknown) === code,
  )
  return option === undefined ? null : textOf(option, 'data')
}

function child(node: Node, key: string): Node | undefined {
  const pairs = node.type === 'object' ? (node.children ?? []) : []
  return pairs.find(({ children }) => children?.[0]?.value === key)?.children?.[1]
}

function keysOf(node: Node): string[] {
  return (node.children ?? []).map(({ children }) => String(children?.[0]?.value))
}

function isEmpty(node: Node, key: string): boolean {
  const value = child(node, key)
  return value?.value === '' || (value?.value === undefined && (value?.children ?? []).length === 0)
}

function listOf(node: Node, key: string): Node[] {
  return (child(node, key)?.children ?? []).filter(({ type }) => type === 'object')
}

function textOf(node: Node, key: string): string | null {
  const value: unknown = child(node, key)?.value
  return typeof value === 'string' ? value : null
}

/** `A - B`, or `A/PREFIX`, as the store writes ranges. */
function rangeOf(pool: string): string {
  const subnet = parseSubnet(pool.replace(/\s/g, ''))
  return subnet === null
    ? pool.replace(/\s*-\s*/, '-').trim()
    : `${ipv4FromNumber(subnet.first)}-${ipv4FromNumber(subnet.last)}`
}
