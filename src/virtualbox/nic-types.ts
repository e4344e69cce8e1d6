/** The network adapters that VirtualBox emulates, with their names in its window and on its command line. */

const NIC_TYPES: readonly { id: string; names: readonly string[] }[] = [
  { id: 'Am79C970A', names: ['pcnet-pci-ii', 'pcnet-pci ii', 'pcnet2', 'pcnet'] },
  { id: 'Am79C973', names: ['pcnet-fast-iii', 'pcnet-fast iii', 'pcnet3'] },
  { id: '82540EM', names: ['intel-pro-1000-mt-desktop', 'intel pro/1000 mt desktop', 'e1000'] },
  { id: '82543GC', names: ['intel-pro-1000-t-server', 'intel pro/1000 t server'] },
  { id: '82545EM', names: ['intel-pro-1000-mt-server', 'intel pro/1000 mt server'] },
  { id: 'virtio', names: ['virtio-net', 'paravirtualized'] },
]

/** VBoxManage's own names, for --help. */
export const NIC_TYPE_IDS = NIC_TYPES.map(({ id }) => id)

/** The adapter's name for VBoxManage; null if there is no such adapter. Case is ignored. */
export function findNicType(text: string): string | null {
  const wanted = text.trim().toLowerCase()
  const found = NIC_TYPES.find(({ id, names }) => id.toLowerCase() === wanted || names.includes(wanted))
  return found?.id ?? null
}
