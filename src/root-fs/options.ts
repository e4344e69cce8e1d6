/** What a root file system is built from. */

/** Debian's releases that are built and tested. */
export const SUITES = ['bookworm', 'trixie'] as const
/** A release of Debian, by its code name. */
export type Suite = (typeof SUITES)[number]

/** How guests reach the image: over HTTP into memory, or as a file on an NFS server. Either way they write to memory. */
export const FORMATS = ['squashfs', 'nfs'] as const
/** How guests reach an image. */
export type Format = (typeof FORMATS)[number]

/** What to build. */
export interface BuildOptions {
  /** The name of its folder in the boot tree, and of its profile. */
  name: string
  suite: Suite
  format: Format
  /** Debian packages besides those of every root. */
  packages: readonly string[]
  /** Kernel modules that the initrd loads before it mounts the root. */
  modules: readonly string[]
  /** File of public keys that may log in as root by ssh; null: nobody may, and there is no ssh server. */
  sshKey: string | null
  /** As in `de_DE.UTF-8`; null: C.UTF-8. */
  locale: string | null
  /** The path of a program on the host that runs in the new root at the end; null: none. */
  hook: string | null
  /** Mirrors as mmdebstrap(1) takes them; none: deb.debian.org. */
  mirrors: readonly string[]
  /** The time of every file in the image, seconds since 1970. */
  epoch: number
}
