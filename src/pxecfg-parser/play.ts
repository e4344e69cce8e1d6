/** The walk from a lease to what is to be booted. */

import { BootError } from '../boot-error.ts'
import type { Played, PxeClient, PxeHost, Selection } from './types.ts'

/** Never throws a BootError: Played.error holds it, beside everything that was found. */
export async function playPxelinux(
  _client: PxeClient,
  _selection: Selection,
  _host: PxeHost,
): Promise<Played> {
  throw new BootError('E_UNSUPPORTED', { what: 'no configuration can be read' })
}
