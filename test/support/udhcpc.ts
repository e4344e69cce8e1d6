// The guest's own DHCP client, once it runs: busybox udhcpc.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Namespace } from './network.ts'
import { unpacked } from './unpacked.ts'

/** What udhcpc tells its script when it has a lease, by its names: ip, siaddr, boot_file, ... */
export async function udhcpc(guest: Namespace, options: string[] = []): Promise<Record<string, string>> {
  const script = join(guest.folder, 'script')
  writeFileSync(script, '#!/bin/sh\n[ "$1" != bound ] || env\n', { mode: 0o755 })
  const command = [unpacked('busybox'), 'udhcpc', '-i', 'eth0', '-n', '-q', '-f', '-s', script, ...options]
  const lines = (await guest.check(command)).split('\n')
  return Object.fromEntries(lines.map((line) => line.split('=', 2)).filter((pair) => pair.length === 2))
}
