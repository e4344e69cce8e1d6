/** Network adapters that VirtualBox emulates, by the names that its window and its command line give them. */

const NIC_TYPES: readonly { id: string; names: readonly string[] }[] = [
  { id: 'Am79C970A', names: ['pcnet-pci-ii', 'pcnet-pci ii', 'pcnet2', 'pcnet'] },
  { id: 'Am79C973', names: ['pcnet-fast-iii', 'pcnet-fast iii', 'pcnet3'] },
  { id: '82540EM', names: ['intel-pro-1000-mt-desktop', 'intel pro/1000 mt desktop', 'e1000'] },
  { id: '82543GC', names: ['intel-pro-1000-t-server', 'intel pro/1000 t server'] },
  { id: '82545EM', names: ['intel-pro-1000-mt-server', 'intel pro/1000 mt server'] },
  { id: 'virtio', names: ['virtio-net', 'paravirtualized'] },
]

/** VBoxManage's own names, as --help shows them. */
export const NIC_TYPE_IDS = NIC_TYPES.map(({ id }) => id)

/** The adapter's name for VBoxManage; null where no adapter is called so. Case does not matter. */
export function findNicType(text: string): string | null {
  const wanted = text.trim().toLowerCase()
  const found = NIC_TYPES.find(({ id, names }) => id.toLowerCase() === wanted || names.includes(wanted))
  return found?.id ?? null
}
