// Starts the misbehaving boot server.
import { listening } from './listening.ts'
import type { Namespace } from './network.ts'
import type { Running } from './processes.ts'

export interface Misbehaviour {
  /** none: as it should be. */
  dhcp: 'none' | 'silent' | 'nak' | 'no-boot-server' | 'unknown-xid'
  /** stops: no block after the middle. grows: the file is longer than tsize said. Text files are served well. */
  tftp: 'none' | 'stops' | 'grows'
  /** By name: the text of a file, or the size of one that passes for a kernel. */
  files: Record<string, string | number>
}

/** DHCP and TFTP on the namespace's eth0. */
export async function mockBootServer(place: Namespace, behaviour: Partial<Misbehaviour>): Promise<Running> {
  const all: Misbehaviour = { dhcp: 'none', tftp: 'none', files: {}, ...behaviour }
  const broadcast = ['ip', 'route', 'replace', 'broadcast', '255.255.255.255', 'dev', 'eth0']
  await place.check(broadcast)
  const command = [
    process.execPath,
    '--import',
    'tsx',
    'test/support/mock-boot-server.ts',
    JSON.stringify(all),
  ]
  return listening(place, place.start(command), 69)
}
