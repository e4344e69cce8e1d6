/** Kinds of clients that may get a boot file of their own by DHCP. */

/** By their architecture (DHCP option 93), and iPXE by its user class. */
export type ClientKind = 'efi-x86_64' | 'efi-arm64' | 'http' | 'ipxe'

/** Values of option 93 for each kind (RFC 4578 section 2.1; x86-64 is 9 there, but firmware sends 7; 16 and 19: HTTP). */
export const ARCHITECTURES_OF: Record<Exclude<ClientKind, 'ipxe'>, readonly number[]> = {
  'efi-x86_64': [7, 9],
  'efi-arm64': [11],
  http: [16, 19],
}
