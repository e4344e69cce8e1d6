// Real DHCP servers, each started in a namespace from one plan, with its configuration in the namespace's folder.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { listening } from './listening.ts'
import type { Namespace } from './network.ts'
import type { Running } from './processes.ts'
import { unpacked } from './unpacked.ts'

/** What a server shall say, on 192.0.2.0/24 unless `subnet` says otherwise. */
export interface DhcpPlan {
  /** First three bytes, `192.0.2`: a /24. */
  subnet?: string
  /** Dynamic addresses, the last bytes, default 100 to 150. */
  range?: [number, number]
  /** Fixed addresses. */
  hosts?: { mac: string; address: string }[]
  /** siaddr; default the subnet's .1. */
  nextServer?: string
  /** `file`; null: none at all. Default pxelinux.0. */
  bootFile?: string | null
  /** Option 209. */
  configFile?: string
  /** Option 210. */
  pathPrefix?: string
  leaseSeconds?: number
  interfaceName?: string
}

type Filled = Required<Omit<DhcpPlan, 'configFile' | 'pathPrefix'>> & {
  configFile: string | null
  pathPrefix: string | null
}

/** dnsmasq; with `tftpRoot` its TFTP server too, with `lines` more lines for its configuration. */
export async function dnsmasq(
  place: Namespace,
  plan: DhcpPlan,
  { tftpRoot, lines = [] }: { tftpRoot?: string; lines?: string[] } = {},
): Promise<Running> {
  const { subnet, range, hosts, nextServer, bootFile, configFile, pathPrefix, leaseSeconds, interfaceName } =
    fill(plan)
  return dnsmasqWith(place, [
    `interface=${interfaceName}`,
    `dhcp-range=${subnet}.${range[0]},${subnet}.${range[1]},255.255.255.0,${leaseSeconds}`,
    ...hosts.map(({ mac, address }) => `dhcp-host=${mac},${address}`),
    ...(bootFile === null ? [] : [`dhcp-boot=${bootFile},,${nextServer}`]),
    ...(configFile === null ? [] : [`dhcp-option=209,${configFile}`]),
    ...(pathPrefix === null ? [] : [`dhcp-option=210,${pathPrefix}`]),
    ...(tftpRoot ? ['enable-tftp', `tftp-root=${tftpRoot}`] : []),
    ...lines,
  ])
}

/** dnsmasq as a proxy DHCP server (PXE boot data, no addresses) beside another server, with its TFTP server. */
export async function dnsmasqProxy(place: Namespace, bootFile: string, tftpRoot: string): Promise<Running> {
  return dnsmasqWith(place, [
    'interface=eth0',
    'dhcp-range=192.0.2.0,proxy',
    `pxe-service=x86PC,"boot",${bootFile}`,
    'enable-tftp',
    `tftp-root=${tftpRoot}`,
  ])
}

/** ISC dhcpd. `statements` go to the top of its configuration. */
export async function dhcpd(place: Namespace, plan: DhcpPlan, statements: string[] = []): Promise<Running> {
  const { subnet, range, hosts, nextServer, bootFile, configFile, pathPrefix, leaseSeconds, interfaceName } =
    fill(plan)
  const config = write(place, 'dhcpd.conf', [
    'authoritative;',
    'option pxe-config-file code 209 = text;',
    'option pxe-path-prefix code 210 = text;',
    ...statements,
    `default-lease-time ${leaseSeconds};`,
    `next-server ${nextServer};`,
    ...(bootFile === null ? [] : [`filename "${bootFile}";`]),
    ...(configFile === null ? [] : [`option pxe-config-file "${configFile}";`]),
    ...(pathPrefix === null ? [] : [`option pxe-path-prefix "${pathPrefix}";`]),
    `subnet ${subnet}.0 netmask 255.255.255.0 {`,
    `  range ${subnet}.${range[0]} ${subnet}.${range[1]};`,
    `  option routers ${subnet}.1;`,
    '}',
    ...hosts.map(
      ({ mac, address }, n) => `host h${n} { hardware ethernet ${mac}; fixed-address ${address}; }`,
    ),
  ])
  const leases = write(place, 'dhcpd.leases', [])
  const args = ['-4', '-f', '-d', '-cf', config, '-lf', leases, '--no-pid', interfaceName]
  return listening(place, place.start(['dhcpd', ...args]), 67)
}

/** ISC dhcrelay, from the leg `client` to `server` by the leg `upstream`. */
export async function dhcrelay(
  place: Namespace,
  client: string,
  upstream: string,
  server: string,
): Promise<Running> {
  const args = ['-4', '-d', '--no-pid', '-id', client, '-iu', upstream, server]
  return listening(place, place.start(['dhcrelay', ...args]), 67)
}

/** Kea's DHCPv4 server; with `leases` it keeps these in that file. */
export async function kea(
  place: Namespace,
  plan: DhcpPlan,
  { leases }: { leases?: string } = {},
): Promise<Running> {
  const { subnet, range, hosts, nextServer, bootFile, configFile, pathPrefix, leaseSeconds, interfaceName } =
    fill(plan)
  const raw = (code: number, value: string | null) =>
    value === null ? [] : [{ code, 'csv-format': false, data: Buffer.from(value, 'latin1').toString('hex') }]
  const config = {
    Dhcp4: {
      'interfaces-config': { interfaces: [interfaceName] },
      'lease-database': { type: 'memfile', ...(leases ? { name: leases } : { persist: false }) },
      'valid-lifetime': leaseSeconds,
      'next-server': nextServer,
      ...(bootFile === null ? {} : { 'boot-file-name': bootFile }),
      'option-data': [
        { name: 'routers', data: `${subnet}.1` },
        ...raw(209, configFile),
        ...raw(210, pathPrefix),
      ],
      subnet4: [
        {
          id: 1,
          subnet: `${subnet}.0/24`,
          pools: [{ pool: `${subnet}.${range[0]}-${subnet}.${range[1]}` }],
          reservations: hosts.map(({ mac, address }) => ({ 'hw-address': mac, 'ip-address': address })),
        },
      ],
      loggers: [{ name: 'kea-dhcp4', output_options: [{ output: 'stdout' }], severity: 'INFO' }],
    },
  }
  const file = write(place, 'kea.json', [JSON.stringify(config)])
  const env = {
    KEA_PIDFILE_DIR: place.folder,
    KEA_LOCKFILE_DIR: place.folder,
    // Since 2.6.3 Kea keeps its leases below this folder alone.
    KEA_DHCP_DATA_DIR: leases ? dirname(leases) : place.folder,
  }
  return listening(place, place.start(['kea-dhcp4', '-c', file], { env }), 67)
}

/** busybox udhcpd. */
export async function udhcpd(place: Namespace, plan: DhcpPlan): Promise<Running> {
  const { subnet, range, hosts, nextServer, bootFile, configFile, pathPrefix, leaseSeconds, interfaceName } =
    fill(plan)
  const hex = (value: string) => Buffer.from(value, 'latin1').toString('hex')
  const config = write(place, 'udhcpd.conf', [
    `start ${subnet}.${range[0]}`,
    `end ${subnet}.${range[1]}`,
    `interface ${interfaceName}`,
    `lease_file ${write(place, 'udhcpd.leases', [])}`,
    `pidfile ${join(place.folder, 'udhcpd.pid')}`,
    'option subnet 255.255.255.0',
    `option router ${subnet}.1`,
    `option lease ${leaseSeconds}`,
    `siaddr ${nextServer}`,
    ...(bootFile === null ? [] : [`boot_file ${bootFile}`]),
    ...(configFile === null ? [] : [`option 0xd1 ${hex(configFile)}`]),
    ...(pathPrefix === null ? [] : [`option 0xd2 ${hex(pathPrefix)}`]),
    ...hosts.map(({ mac, address }) => `static_lease ${mac} ${address}`),
  ])
  return listening(place, place.start([unpacked('busybox'), 'udhcpd', '-f', config]), 67)
}

function dnsmasqWith(place: Namespace, lines: string[]): Promise<Running> {
  const leases = `dhcp-leasefile=${join(place.folder, 'dnsmasq.leases')}`
  const config = write(place, 'dnsmasq.conf', [
    'port=0',
    'user=root',
    'bind-interfaces',
    'dhcp-no-override',
    'no-ping',
    'log-dhcp',
    leases,
    ...lines,
  ])
  return listening(place, place.start(['dnsmasq', '--no-daemon', `--conf-file=${config}`]), 67)
}

function fill(plan: DhcpPlan): Filled {
  const subnet = plan.subnet ?? '192.0.2'
  return {
    subnet,
    range: [100, 150],
    hosts: [],
    nextServer: `${subnet}.1`,
    bootFile: 'pxelinux.0',
    configFile: null,
    pathPrefix: null,
    leaseSeconds: 3600,
    interfaceName: 'eth0',
    ...plan,
  }
}

function write(place: Namespace, name: string, lines: string[]): string {
  const file = join(place.folder, name)
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  return file
}
