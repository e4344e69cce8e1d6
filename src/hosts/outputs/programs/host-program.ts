/** What the store has to know of a boot program to write for the hosts that boot by it. */

import type { PxeClient } from '../../../pxecfg-parser/index.ts'
import type { Host, HostStore } from '../../store.ts'
import type { ClientKind } from '../client-kinds.ts'
import type { HostBoot } from '../host-boot.ts'

/** A host that the network knows. */
export type KnownHost = Host & { mac: string }

/** Folders are below the boot server's root: empty, or with a slash at their end. */
export interface HostProgram {
  /** Where it looks for the host's configuration. */
  folders(store: HostStore, host: Host): readonly string[]
  /** The configuration's name in such a folder. */
  fileName(host: KnownHost): string
  /** What a configuration has to begin with, before our own comment. */
  magic?: string
  /** The configuration in `folder`. */
  text(host: string, boot: HostBoot, folder: string): string
  /** A file that each folder has once, for all hosts. */
  shared?: { fileName: string; text: string }
  /** The boot file that DHCP names to the program itself when it asks anew. */
  ownBootFile?: { client: ClientKind; name(host: Host): string }
  /** `client`, as the program is started that looks in `folder`. `isThere`: whether a boot file is on the server. */
  clientIn?(
    folder: string,
    client: PxeClient,
    store: HostStore,
    host: Host,
    isThere: (bootFile: string) => Promise<boolean>,
  ): Promise<PxeClient>
}
