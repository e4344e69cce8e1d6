/** Takes the host's files from a process that has a mount namespace of its own. */

import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readdirSync, unlinkSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTool } from './run-tool.ts'

/** What a running program may still need to read: libraries, names, certificates. */
const KEPT = new Set(['bin', 'etc', 'lib', 'lib32', 'lib64', 'libx32', 'sbin', 'usr'])
/** Read-only and empty: no file, no socket, no device, no process to be seen. */
const HIDDEN = 'ro,nosuid,nodev,noexec,mode=0555,size=4k,nr_inodes=1'

/**
 * In the mount namespace of process `pid`: what stays visible becomes read-only, and every other folder of `/` empty,
 * /proc, /dev and /run (with its sockets) among them; `more` names folders that shall stay visible. Descriptors that
 * the process was handed stay as they are. Returns what could not be done (a mount that an outer user namespace has
 * locked), one line each.
 */
export async function hideFiles(pid: number, more: readonly string[] = []): Promise<string[]> {
  const kept = new Set([...KEPT, ...more])
  const inside = (words: string[]): Promise<string> =>
    runTool('nsenter', [`--mount=/proc/${pid}/ns/mnt`, 'mount', ...words])
  // A process that has just ended has no mounts; that nothing can be done there is said below.
  const mountinfo = await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => '')
  const writable = writableMounts(mountinfo).filter(
    ({ point }) => point === '/' || kept.has(point.split('/')[1] ?? ''),
  )
  const remounted = await Promise.allSettled(
    writable.map(({ point, options }) =>
      inside(['-o', ['remount', 'bind', 'ro', ...options].join(','), point]),
    ),
  )
  const table = namelessFile(foldersBut(kept).map(fstabLine).join(''))
  const hidden = await Promise.allSettled([inside(['--all', '--fstab', `/proc/${process.pid}/fd/${table}`])])
  closeSync(table)
  return [...remounted, ...hidden].flatMap((done) =>
    done.status === 'rejected'
      ? [done.reason instanceof Error ? done.reason.message : String(done.reason)]
      : [],
  )
}

function foldersBut(kept: ReadonlySet<string>): string[] {
  return readdirSync('/', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !kept.has(entry.name))
    .map(({ name }) => `/${name}`)
}

/** A descriptor of a file with this text that has no name any more. */
function namelessFile(text: string): number {
  const path = join(tmpdir(), `tspxeboot-${randomBytes(6).toString('hex')}`)
  const fd = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  writeSync(fd, text)
  return fd
}

/** As fstab(5): mount(8) then does them all at once. */
function fstabLine(folder: string): string {
  return `tspxeboot ${escaped(folder)} tmpfs ${HIDDEN} 0 0\n`
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
        ? [{ point: unescaped(point), options: all.filter((option) => CARRIED.has(option)) }]
        : []
    })
}

const CARRIED = new Set(['nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime', 'relatime'])

/** Blanks and backslashes stand as octal numbers. */
function unescaped(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}

function escaped(folder: string): string {
  return folder.replace(
    /[\s\\#]/g,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  )
}
