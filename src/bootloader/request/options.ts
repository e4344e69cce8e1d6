/**
 * Every option of the commands that boot a guest or explain its boot: one table for the parser, the site settings,
 * --help, the man page and the completion. A superset of pygrub's (Xen 4.17) and pypxeboot's (0.0.3).
 */

import { PROGRAM_NAMES } from '../../program-names.ts'
import type { Option } from '../command.ts'
import { OUTPUT_FORMATS } from '../results/formats.ts'

/** Groups in the order in which --help shows them. */
export const GROUPS = {
  result: 'Result:',
  guest: 'Guest and entry:',
  network: 'Network:',
  client: 'Client requests:',
  tree: 'A boot tree instead of a network:',
  said: 'What DHCP would say to a guest in a tree:',
  limits: 'Limits:',
  local: 'Local boot:',
  output: 'Log and report:',
  old: 'For old callers:',
} as const

/** Groups that few users need: --help-all shows them, --help does not. */
export const RARE_GROUPS: ReadonlySet<string | undefined> = new Set([
  GROUPS.client,
  GROUPS.said,
  GROUPS.limits,
  GROUPS.local,
  GROUPS.old,
])

/** The last value of an option given twice. */
export const last = <T>(value: T): T => (Array.isArray(value) ? value.at(-1) : value)

const text = <M extends Option>(group: string, describe: string, more: M = {} as M) => ({
  type: 'string' as const,
  requiresArg: true,
  coerce: last<string>,
  group,
  describe,
  ...more,
})
const list = (group: string, describe: string) => ({
  type: 'string' as const,
  array: true as const,
  nargs: 1,
  group,
  describe,
})
const flag = (group: string, describe: string, more: Option = {}) => ({
  ...more,
  type: 'boolean' as const,
  coerce: last<boolean>,
  group,
  describe,
})

/** Options whose value is a file or a folder, or a network device: shells complete it. */
const PATH = { completes: 'path' } as const
const DEVICE = { completes: 'device' } as const

/** Options of every command that plays a boot: which guest, where its network is, what is logged. */
export const guestOptions = {
  uuid: text(GROUPS.guest, "the guest's UUID: DHCP option 97 and the first configuration file tried"),
  label: text(GROUPS.guest, 'boot the entry with this label, or else of this number, from 0'),
  entry: text(GROUPS.guest, 'boot this entry: a label, a title or an id, or its number from 0'),
  args: { ...text(GROUPS.guest, "words appended to the entry's command line"), requiresArg: false },
  smbios: list(
    GROUPS.client,
    "what the guest's SMBIOS says, for scripts: manufacturer, product, version, serial or asset, as KEY=VALUE",
  ),
  interactive: flag(GROUPS.guest, 'show the menu even if the configuration would not', { alias: 'i' }),
  bridge: text(GROUPS.network, "the bridge that the guest's network card will join", DEVICE),
  interface: text(GROUPS.network, 'the network device to use instead of a bridge', DEVICE),
  network: text(GROUPS.network, "join the network as the guest, or send from the host's own interface", {
    choices: ['guest', 'host'],
    default: 'guest',
  }),
  runas: text(
    GROUPS.client,
    'the user id of the processes that talk to the network, or UID+ for a different one in each run: UID plus a process number (default: 1900000000+)',
  ),
  force: flag(GROUPS.network, 'boot even though the guest seems to run'),
  'as-guest': flag(GROUPS.client, "use the guest's Ethernet address in a dry run, unless the guest runs"),
  'client-id': text(GROUPS.client, 'DHCP client identifier in hexadecimal (default: 01 and the MAC)'),
  'user-class': text(GROUPS.client, 'DHCP user class (option 77)'),
  'vendor-class': text(GROUPS.client, 'DHCP vendor class (default: PXEClient:Arch:00000:UNDI:002001)'),
  arch: text(
    GROUPS.client,
    'client architecture (option 93): bios, efi-x86_64, efi-arm64 or a number of RFC 4578 (default: bios)',
  ),
  'pxe-service': text(GROUPS.client, "number of the entry in a PXE server's own boot menu"),
  server: text(GROUPS.client, 'prefer the offer of this DHCP server'),
  'ca-file': text(GROUPS.client, 'certificates (PEM) to check https servers against', PATH),
  program: text(GROUPS.network, 'the boot program to play (default: detected from the boot file)', {
    choices: ['auto', ...PROGRAM_NAMES],
    default: 'auto',
  }),
  'grub-prefix': text(
    GROUPS.client,
    'the directory that a GRUB image was built for, as /boot/grub or (pxe)/grub',
  ),
  'config-dir': text(GROUPS.client, 'folder of the configuration files (default: pxelinux.cfg)'),
  tree: text(GROUPS.tree, "no network: this folder is the boot server's root", PATH),
  ip: text(GROUPS.tree, "the guest's address"),
  netmask: text(GROUPS.said, "the guest's netmask (default: 255.255.255.0)"),
  gateway: text(GROUPS.said, 'the router (option 3)'),
  'next-server': text(GROUPS.said, 'the TFTP server (siaddr)'),
  bootfile: text(GROUPS.tree, 'the boot file'),
  'ipxe-bootfile': text(GROUPS.said, 'the boot file that DHCP names to iPXE'),
  'config-file': text(GROUPS.said, 'option 209: the configuration file tried first'),
  'path-prefix': { ...text(GROUPS.said, 'option 210: the prefix of every file name'), requiresArg: false },
  'dhcp-option': list(GROUPS.said, 'a DHCP option, as N=VALUE; may be given several times'),
  timeout: text(GROUPS.limits, 'seconds for the whole run', { default: '120' }),
  'dhcp-timeout': text(GROUPS.limits, 'seconds for DHCP', { default: '30' }),
  'menu-timeout': text(GROUPS.limits, 'seconds before a menu without a time-out takes its default', {
    default: '60',
  }),
  'max-size': text(GROUPS.limits, 'the largest file to download, in bytes', {
    default: String(2 * 1024 ** 3),
  }),
  sha256: list(
    GROUPS.limits,
    'boot only files with these SHA-256 sums: those of the kernel and the ramdisk, as kernel:HEX and ramdisk:HEX; may be given several times',
  ),
  verify: text(
    GROUPS.limits,
    'boot only verified files: a list as sha256sum writes it, or the key (keyring for gpgv, public key of minisign) that signed every file',
    PATH,
  ),
  'allow-local-boot': flag(
    GROUPS.limits,
    'with --sha256 or --verify: allow booting the local disk, which neither checks',
  ),
  pcap: text(GROUPS.output, "write the guest port's packets to this file", PATH),
  verbose: flag(GROUPS.output, 'log every step', { alias: 'v' }),
  quiet: flag(GROUPS.output, 'log errors only', { alias: 'q' }),
  debug: flag(GROUPS.output, 'log every packet'),
  'log-format': text(GROUPS.output, 'log lines as text, or as JSON objects', {
    choices: ['text', 'json'],
    default: 'text',
  }),
  hosts: text(GROUPS.guest, 'the store of hosts (default: /etc/tspxeboot/hosts.ini if it exists)', PATH),
  'state-dir': text(
    GROUPS.guest,
    'folder for what is remembered about hosts (default: /var/lib/tspxeboot)',
    PATH,
  ),
  config: text(GROUPS.guest, 'site settings (default: /etc/tspxeboot.ini if it exists)', PATH),
} satisfies Record<string, Option>

/** Options that only the bootloader call has. */
export const bootOptions = {
  output: text(GROUPS.result, 'write the result to this file (default, and for -: standard output)', PATH),
  'output-format': text(GROUPS.result, 'format of the result', {
    choices: OUTPUT_FORMATS,
    default: 'sxp',
  }),
  json: flag(GROUPS.result, 'the same as --output-format=json'),
  'output-directory': text(GROUPS.result, 'folder for kernel and ramdisk', {
    ...PATH,
    default: '/var/run/xen/tspxeboot',
  }),
  owner: text(
    GROUPS.result,
    "the user who may read kernel and ramdisk, for another user's QEMU (default: root)",
  ),
  'list-entries': flag(GROUPS.result, 'print the labels of the configuration and exit', { alias: 'l' }),
  'not-really': flag(GROUPS.result, 'do everything except the downloads: name the files by URL', {
    alias: 'n',
  }),
  kernel: { ...text(GROUPS.local, 'kernel for a local boot', PATH), requiresArg: false },
  ramdisk: { ...text(GROUPS.local, 'ramdisk for a local boot', PATH), requiresArg: false },
  pygrub: text(GROUPS.local, "the local boot loader (default: pygrub in PATH or in Xen's own folders)", PATH),
  'pygrub-image': text(GROUPS.local, 'the disk for a local boot if no DISK is given', PATH),
  udhcpc: text(GROUPS.old, 'accepted from pypxeboot; DHCP is built in', PATH),
  isconfig: flag(GROUPS.old, 'accepted from pygrub; says what would boot, as --not-really does'),
  offset: text(GROUPS.old, 'accepted from pygrub; local boot finds its partition itself'),
} satisfies Record<string, Option>

/** Options that only `explain` has. */
export const explainOptions = {
  json: flag(GROUPS.output, 'print the report as one JSON document'),
  'take-lease': flag(
    GROUPS.network,
    'request the lease and release it at the end, instead of reading only the offer',
  ),
  download: flag(GROUPS.result, 'download the files, check them, and delete them'),
  'guest-type': text(GROUPS.guest, 'check that the kernel can start such a guest', {
    choices: ['pv', 'pvh', 'hvm'],
  }),
} satisfies Record<string, Option>

/** Options that only `qemu` has. */
export const qemuOptions = {
  qemu: text(GROUPS.result, "the QEMU to start (default: qemu-system- of this host's processor)", PATH),
} satisfies Record<string, Option>

/** Options that may be set in /etc/tspxeboot.ini. */
export const settableOptions = { ...guestOptions, ...bootOptions, ...explainOptions, ...qemuOptions }
