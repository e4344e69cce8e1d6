// The task of an ordinary boot, from which a test's own differs in a few things.
import type { BootTask } from '../../src/bootloader/boot-task.ts'

export function bootTask(mac: string): BootTask {
  return {
    guest: { mac, uuid: null },
    selection: { label: null, entry: null, args: '', interactive: false },
    place: {
      mode: 'guest',
      bridge: null,
      interface: null,
      runas: { uid: 65534, perRun: false },
      pcap: null,
      force: false,
      asGuest: false,
    },
    tree: null,
    dhcp: {
      server: null,
      clientId: null,
      userClass: null,
      vendorClass: null,
      arch: 0,
      pxeService: null,
    },
    smbios: {},
    configDir: null,
    program: null,
    grubPrefix: null,
    caFile: null,
    pins: { kernel: null, ramdisk: null, list: null, localBoot: false },
    limits: { totalMs: 120_000, dhcpMs: 30_000, menuMs: 60_000, maxSize: 2 ** 31 },
    log: { level: 'quiet', format: 'text' },
    hosts: { store: null, stateDir: null },
    goal: 'files',
    lease: 'keep',
    attended: false,
    guestType: null,
    sums: true,
  }
}
