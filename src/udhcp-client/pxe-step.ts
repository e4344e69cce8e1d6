/**
 * What a PXE server's reply tells the client to do next (PXE 2.1 section 2.2.4 and table 2-1): use it, ask the proxy
 * itself on port 4011, or ask a boot server of the type that its menu's entry names.
 */

import { BootError } from '../boot-error.ts'
import { bootInformation, namedBootFile } from './boot-values.ts'
import { DISCOVERY, type MenuEntry, type PxeOptions, readPxeOptions } from './codec/index.ts'
import { BROADCAST, PXE_PORT, type Reply, SERVER_PORT } from './messages.ts'

/** Where a boot server request goes. */
export interface Target {
  address: string
  port: number
}

/**
 * What to do next. `local`: boot from the local disk; `onlyFrom`: servers whose answers count, null: any that is asked.
 */
export type PxeStep =
  | { step: 'enough' }
  | { step: 'local'; menu: MenuEntry[] }
  | { step: 'askProxy'; targets: Target[] }
  | { step: 'askBootServer'; menu: MenuEntry[]; type: number; targets: Target[]; onlyFrom: string[] | null }

/**
 * The step that `reply` leads to. `service`: number or type of the menu's entry; null: the first, which the prompt's
 * time-out takes. Throws E_NO_ENTRY.
 */
export function pxeStep(reply: Reply, service: number | null): PxeStep {
  const pxe = readPxeOptions(reply.options.vendorOptions)
  const control = pxe.discoveryControl ?? 0
  if (control & DISCOVERY.useBootFile && namedBootFile(reply)) return { step: 'enough' }
  const menu = pxe.bootMenu ?? []
  const entry = menuEntry(menu, service, reply.server)
  if (entry === null) {
    const enough = bootInformation(reply) === 2
    return enough
      ? { step: 'enough' }
      : { step: 'askProxy', targets: [{ address: reply.server, port: PXE_PORT }] }
  }
  if (entry.type === 0) return { step: 'local', menu }
  const listed = pxe.bootServers?.find(({ type }) => type === entry.type)?.addresses ?? []
  return {
    step: 'askBootServer',
    menu,
    type: entry.type,
    targets: targetsOf(listed, control, pxe),
    onlyFrom: control & DISCOVERY.onlyListed ? listed : null,
  }
}

/** The entry with the number `service`, from 0, or else of that type; null: there is no menu. */
function menuEntry(menu: MenuEntry[], service: number | null, server: string): MenuEntry | null {
  const first = menu[0]
  if (first === undefined) return null
  if (service === null) return first
  const entry = menu[service] ?? menu.find(({ type }) => type === service)
  if (entry) return entry
  const entries = menu.map(({ type, text }, number) => `${number} "${text}" (type ${type})`).join(', ')
  throw new BootError('E_NO_ENTRY', {
    what: `the PXE boot menu of ${server} has no entry ${service}: it has ${entries}`,
    hint: 'give --pxe-service one of these numbers',
  })
}

/** The listed servers one by one, else a multicast or broadcast. */
function targetsOf(listed: string[], control: number, { multicastAddress }: PxeOptions): Target[] {
  if (listed.length > 0) return listed.map((address) => ({ address, port: PXE_PORT }))
  const mayMulticast = multicastAddress !== undefined && !(control & DISCOVERY.noMulticast)
  if (control & DISCOVERY.noBroadcast && mayMulticast) return [{ address: multicastAddress, port: PXE_PORT }]
  return [{ address: BROADCAST, port: SERVER_PORT }]
}
