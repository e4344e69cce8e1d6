/** What a root file system is built from. */

/** Debian's releases that are built and tested. */
export const SUITES = ['bookworm', 'trixie'] as const
export type Suite = (typeof SUITES)[number]

/** How guests reach the image: over HTTP into their memory, or as a file on an NFS server. Both write to memory alone. */
export const FORMATS = ['squashfs', 'nfs'] as const
export type Format = (typeof FORMATS)[number]

export interface BuildOptions {
  /** Its folder in the boot tree, and its profile. */
  name: string
  suite: Suite
  format: Format
  /** Debian packages beside those of every root. */
  packages: readonly string[]
  /** Kernel modules that the initrd loads before it mounts the root. */
  modules: readonly string[]
  /** File of public keys that may log in as root by ssh; null: nobody may, and there is no ssh server. */
  sshKey: string | null
  /** As in `de_DE.UTF-8`; null: C.UTF-8. */
  locale: string | null
  /** A program of the host that is run in the new root at the end; null: none. */
  hook: string | null
  /** Mirrors as mmdebstrap(1) takes them; none: deb.debian.org. */
  mirrors: readonly string[]
  /** Seconds since 1970 of everything in the image. */
  epoch: number
}
