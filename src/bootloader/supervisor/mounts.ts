/** The mounts of this process (proc_pid_mountinfo(5)), and the options that a bind mount from one of them must keep. */

/** One line of mountinfo. */
export interface Mount {
  point: string
  /** Options of the mount itself: `rw`, `nosuid`, ... */
  options: string[]
}

/** `mountinfo`: the text of /proc/PID/mountinfo. Mounts in its order. */
export function readMounts(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [, , , , point, options] = line.split(' ')
    return point === undefined || options === undefined
      ? []
      : [{ point: unescaped(point), options: options.split(',') }]
  })
}

/** An outer user namespace locks those of these flags that are set: a mount without one of them fails. */
const LOCKED = new Set(['noexec', 'noatime', 'nodiratime', 'relatime'])

/** Comma-separated options for binding `path` elsewhere: set-user-ID bits and device files have no effect there. */
export function bindOptions(mounts: readonly Mount[], path: string): string {
  const holders = mounts.filter(
    ({ point }) => path === point || path.startsWith(point === '/' ? '/' : `${point}/`),
  )
  // Of two mounts on one point the later one covers the other.
  const holder = holders.reduce<Mount | null>(
    (best, mount) => (best === null || mount.point.length >= best.point.length ? mount : best),
    null,
  )
  return ['nosuid', 'nodev', ...(holder?.options ?? []).filter((option) => LOCKED.has(option))].join(',')
}

/** Points of the mounts within `path`, outer ones first. */
export function mountsBelow(mounts: readonly Mount[], path: string): string[] {
  const points = mounts.map(({ point }) => point).filter((point) => point.startsWith(`${path}/`))
  return [...new Set(points)].sort()
}

/** mountinfo writes blanks and backslashes as octal escapes: `\040`. */
function unescaped(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}
