// The DHCP exchange as a process of its own, for it must live in a namespace: dhcp-exchange.ts starts it. Prints the
// events, then `{ lease }` or `{ error }`, a JSON value a line.
import { execFileSync } from 'node:child_process'
import { BootError } from '../../src/boot-error.ts'
import type { Lease } from '../../src/lease.ts'
import {
  acquireLease,
  dhcpRequest,
  openRawTransport,
  releaseLease,
  systemClock,
  systemRandom,
} from '../../src/udhcp-client/index.ts'
import type { ExchangeSettings } from './dhcp-exchange.ts'

const { request: asked, conflicts, ownAddress, release }: ExchangeSettings = JSON.parse(process.argv[2] ?? '')
const request = dhcpRequest({ interfaceName: 'eth0', ...asked })
const tell = (value: unknown) => console.log(JSON.stringify(value))
const common = { clock: systemClock, random: systemRandom, onEvent: tell }

/** As the guest port does: from now on, replies come to the lease's address alone. */
async function useAddress({ address, prefixLength }: Lease): Promise<void> {
  execFileSync('ip', ['rule', 'del', 'iif', 'eth0', 'lookup', '100'])
  execFileSync('ip', ['address', 'add', `${address}/${prefixLength}`, 'dev', 'eth0'])
}

let conflictsLeft = conflicts
async function exchange(): Promise<Lease> {
  const transport = openRawTransport(request)
  try {
    const lease = await acquireLease(request, {
      ...common,
      transport,
      signal: new AbortController().signal,
      checkAddress: async () => (conflictsLeft-- > 0 ? '02:00:00:00:00:09' : null),
      ...(ownAddress ? { useAddress } : {}),
    })
    if (release) {
      await useAddress(lease)
      await releaseLease(request, lease, { ...common, transport })
    }
    return lease
  } finally {
    transport.close()
  }
}

try {
  tell({ lease: await exchange() })
} catch (error) {
  if (!(error instanceof BootError)) throw error
  tell({ error: { code: error.code, message: error.message, hint: error.hint } })
}
