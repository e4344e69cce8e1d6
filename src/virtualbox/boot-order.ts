/** The boot order of a machine: four places, with VBoxManage's names of devices. */

/** The devices. */
export const BOOT_DEVICES = ['none', 'floppy', 'dvd', 'disk', 'net'] as const

/** The medium first, then the disk: for a network boot that was played. */
export const MEDIUM_FIRST = ['dvd', 'disk', 'none', 'none']

/** The disk first: what PXE means by local boot. */
export const DISK_FIRST = ['disk', 'dvd', 'none', 'none']

/** Words of modifyvm that set the order; missing places are none. */
export function bootOrderWords(order: readonly string[]): string[] {
  return [1, 2, 3, 4].flatMap((place) => [`--boot${place}`, order[place - 1] ?? 'none'])
}
