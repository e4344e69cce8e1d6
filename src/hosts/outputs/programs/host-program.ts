/** What the store needs to know about a boot program to write its configurations. */

import type { PxeClient } from '../../../pxecfg-parser/index.ts'
import type { Host, HostStore } from '../../store.ts'
import type { ClientKind } from '../client-kinds.ts'
import type { HostBoot } from '../host-boot.ts'

/** A host whose MAC is known. */
export type KnownHost = Host & { mac: string }

/** A boot program. Its folders are below the boot server's root: empty, or ending with a slash. */
export interface HostProgram {
  /** Where it looks for the host's configuration. */
  folders(store: HostStore, host: Host): readonly string[]
  /** The configuration's name in such a folder. */
  fileName(host: KnownHost): string
  /** What a configuration must begin with, before our own comment. */
  magic?: string
  /** The configuration in `folder`. */
  text(host: string, boot: HostBoot, folder: string): string
  /** A file for all hosts, once in each folder. */
  shared?: { fileName: string; text: string }
  /** The boot file that the program gets when it asks DHCP itself. */
  ownBootFile?: { client: ClientKind; name(host: Host): string }
  /** `client` with what makes the program look in `folder`. `isThere`: whether a boot file is on the server. */
  clientIn?(
    folder: string,
    client: PxeClient,
    store: HostStore,
    host: Host,
    isThere: (bootFile: string) => Promise<boolean>,
  ): Promise<PxeClient>
}
