/** Firmware that an ISO boots under. */
export type Firmware = 'bios' | 'efi'
