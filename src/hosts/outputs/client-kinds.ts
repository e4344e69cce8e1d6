/** Clients that DHCP may tell another boot file than the rest. */

/** By their architecture (DHCP option 93), and iPXE by its user class. */
export type ClientKind = 'efi-x86_64' | 'efi-arm64' | 'http' | 'ipxe'

/** Option 93 of each kind (RFC 4578 section 2.1; 9 is what that has for x86-64, 7 what firmware sends; 16, 19: HTTP). */
export const ARCHITECTURES_OF: Record<Exclude<ClientKind, 'ipxe'>, readonly number[]> = {
  'efi-x86_64': [7, 9],
  'efi-arm64': [11],
  http: [16, 19],
}
