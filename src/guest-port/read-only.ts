/** Takes the right to write files from a process with a mount namespace of its own. */

import { readFileSync } from 'node:fs'
import { runTool } from './run-tool.ts'

/**
 * Remounts every writable file system of process `pid` read-only, in its own mount namespace; descriptors that it was
 * handed stay writable. Where a mount cannot be changed (one locked by an outer user namespace) it stays as it is.
 * Returns the mount points that stayed writable.
 */
export async function makeReadOnly(pid: number): Promise<string[]> {
  const writable = writableMounts(readFileSync(`/proc/${pid}/mountinfo`, 'utf8'))
  const remounted = await Promise.allSettled(
    writable.map(({ point, options }) =>
      runTool('nsenter', [
        `--mount=/proc/${pid}/ns/mnt`,
        'mount',
        '-o',
        ['remount', 'bind', 'ro', ...options].join(','),
        point,
      ]),
    ),
  )
  return writable.filter((_, at) => remounted[at]?.status === 'rejected').map(({ point }) => point)
}

/** The mounts of a /proc/PID/mountinfo (proc(5)) that are writable, each with the options that a remount has to keep. */
export function writableMounts(mountinfo: string): { point: string; options: string[] }[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([, , , , point, options]) => {
      if (point === undefined || options === undefined) return []
      const all = options.split(',')
      return all.includes('rw')
        ? [{ point: unescaped(point), options: all.filter((option) => KEPT.has(option)) }]
        : []
    })
}

const KEPT = new Set(['nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime', 'relatime'])

/** Blanks and backslashes stand as octal numbers. */
function unescaped(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}
