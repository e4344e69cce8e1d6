/** The kinds of files that hosts are imported from: the name in reports, and what help, errors and docs/hosts.md say. */

export const FILE_KINDS = {
  pxe_manager: 'pxe.db of pxe_manager',
  dhcpd: 'dhcpd.conf',
  dnsmasq: "dnsmasq's configuration",
  'dnsmasq hosts': 'a file of dhcp-hostsfile',
  Kea: "Kea's kea-dhcp4.conf",
  xl: 'an xl configuration',
  leases: 'a lease file of dnsmasq, dhcpd, Kea or serve',
  CSV: 'CSV with a header: name,mac,ip',
} as const

/** The name of a kind. */
export type FileKind = keyof typeof FILE_KINDS

/** All of them: `one, another, or a third`. */
export const ANY_FILE_KIND = new Intl.ListFormat('en', { type: 'disjunction' }).format(
  Object.values(FILE_KINDS),
)
