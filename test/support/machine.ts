// A whole machine in emulation that boots an ISO with a Debian kernel, and says on its serial port what it was booted with.
import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CpioEntry, cpio } from './cpio.ts'
import { run } from './processes.ts'
import { unpacked } from './unpacked.ts'

/** Path of the kernel of Debian's linux-image-cloud-amd64, unpacked and not installed. */
export function debianKernel(): string {
  return execFileSync('scripts/fetch-kernel', { encoding: 'utf8' }).trim()
}

/** The first process of the guest: tells the command line and the files of the ramdisk's root, and switches off. */
const INIT = `#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t devtmpfs dev /dev
{ $b printf 'CMDLINE<'; $b cat /proc/cmdline; $b printf '>FILES<'; $b ls -l /; $b echo '>END'; } >/dev/ttyS0
$b poweroff -f
`

/** A ramdisk whose init reports to the serial port; `more` files join it in its root. */
export function reportingRamdisk(more: readonly CpioEntry[] = []): Buffer {
  const folder = (name: string): CpioEntry => ({ name, mode: 0o040755 })
  const program = (name: string, content: Uint8Array): CpioEntry => ({ name, mode: 0o100755, content })
  return cpio([
    ...['bin', 'dev', 'proc'].map(folder),
    program('bin/busybox', readFileSync(unpacked('busybox'))),
    program('init', Buffer.from(INIT)),
    ...more,
  ])
}

export interface BootReport {
  /** /proc/cmdline without its line break, Latin-1: one character a byte. */
  commandLine: string
  /** `ls -l /` */
  files: string
}

export interface Machine {
  firmware: 'bios' | 'efi'
  iso: string
  /** For the firmware's variables and what the serial port said. */
  folder: string
  memoryMiB?: number
}

/** Boots the ISO in a machine with nothing but a CD drive, until it switches itself off. Throws with its console. */
export async function bootIso({ firmware, iso, folder, memoryMiB = 512 }: Machine): Promise<BootReport> {
  const efi = ['-drive', 'if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd']
  const variables = join(folder, 'efi-variables.fd')
  if (firmware === 'efi') copyFileSync('/usr/share/OVMF/OVMF_VARS_4M.fd', variables)
  const serial = join(folder, 'serial-port')
  const { stderr } = await run(
    [
      'qemu-system-x86_64',
      ...['-accel', 'tcg', '-machine', 'q35', '-m', String(memoryMiB), '-display', 'none', '-net', 'none'],
      ...(firmware === 'efi' ? [...efi, '-drive', `if=pflash,format=raw,file=${variables}`] : []),
      ...['-cdrom', iso, '-boot', 'd', '-no-reboot', '-serial', `file:${serial}`, '-monitor', 'none'],
    ],
    { limit: 300 },
  )
  const said = readFileSync(serial, 'latin1')
  const [, commandLine, files] = /CMDLINE<(.*?)\r*\n>FILES<(.*)>END/s.exec(said) ?? []
  if (commandLine === undefined || files === undefined) {
    throw new Error(`the guest did not report: ${said.slice(-2000)}${stderr}`)
  }
  return { commandLine, files }
}
