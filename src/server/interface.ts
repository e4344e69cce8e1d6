/** The one interface that is served, and the server's address on it, set with ip(8). */

import * as v from 'valibot'
import { BootError } from '../boot-error.ts'
import { ProgramError, runProgram } from '../run-program.ts'
import type { LinkAddress } from './link-address.ts'

export interface Standing extends LinkAddress {
  /** Removes the address if it was set for the run. */
  release(): Promise<void>
}

/** ip-address(8), `ip -json address show`. */
const Links = v.array(
  v.object({
    flags: v.array(v.string()),
    addr_info: v.array(
      v.object({ family: v.string(), local: v.optional(v.string()), prefixlen: v.optional(v.number()) }),
    ),
  }),
)

/** Uses `interfaceName` with its first IPv4 address, or with `wanted`, which is set for the run if necessary. */
export async function standOn(interfaceName: string, wanted: LinkAddress | null): Promise<Standing> {
  const links = v.parse(
    Links,
    JSON.parse(await ip(interfaceName, '-json', 'address', 'show', 'dev', interfaceName)),
  )
  const flags = links.flatMap((link) => link.flags)
  const present = links
    .flatMap((link) => link.addr_info)
    .flatMap(({ family, local, prefixlen }) =>
      family === 'inet' && local !== undefined && prefixlen !== undefined
        ? [{ address: local, prefixLength: prefixlen }]
        : [],
    )
  if (!flags.includes('UP')) {
    throw new BootError('E_NETWORK', {
      what: `${interfaceName} is down`,
      hint: `ip link set ${interfaceName} up`,
    })
  }
  const [first] = wanted === null ? present : present.filter(({ address }) => address === wanted.address)
  if (first !== undefined) return { ...first, release: async () => {} }
  if (wanted === null) {
    throw new BootError('E_NETWORK', {
      what: `${interfaceName} has no IPv4 address`,
      hint: 'give one for the time of the run: --address 192.0.2.1/24',
    })
  }
  const cidr = `${wanted.address}/${wanted.prefixLength}`
  await ip(interfaceName, 'address', 'add', cidr, 'broadcast', '+', 'dev', interfaceName)
  return {
    ...wanted,
    // The interface may be gone by then, and its address with it.
    release: () => ip(interfaceName, 'address', 'delete', cidr, 'dev', interfaceName).then(ignore, ignore),
  }
}

async function ip(interfaceName: string, ...args: string[]): Promise<string> {
  try {
    return await runProgram('ip', args)
  } catch (cause) {
    const said = cause instanceof ProgramError ? (cause.ended?.stderr.trim() ?? '') : ''
    const isDenied = said.includes('not permitted')
    throw new BootError(isDenied ? 'E_PERMISSION' : 'E_NETWORK', {
      what: `cannot use ${interfaceName}: ${said === '' ? 'ip(8) failed' : (said.split('\n')[0] ?? '')}`,
      hint: isDenied ? 'run as root, or inside `tspxeboot lab`' : 'see `ip link`; iproute2 must be installed',
      cause,
    })
  }
}

function ignore(): void {}
