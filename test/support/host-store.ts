// A store of hosts from its text.
import { BootError } from '../../src/boot-error.ts'
import { type HostStore, parseIni, storeOf } from '../../src/hosts/index.ts'

export const LAB = `[network "lab"]
subnet = 192.0.2.0/24
gateway = 192.0.2.254
dns = 192.0.2.53
domain = lab.example
next-server = 192.0.2.1

[profile "debian"]
kernel = debian/vmlinuz
initrd = debian/initrd.img
append = quiet
root = nfs:192.0.2.1:/srv/root/debian

[host "web1"]
mac = 00:16:3E:11:22:33
ip = 192.0.2.10
profile = debian
`

/** Throws where the text breaks a rule. */
export function hostStore(text: string, path = '/etc/tspxeboot/hosts.ini'): HostStore {
  const { store, broken } = storeOf(parseIni(path, Buffer.from(text), 'E_HOSTS_INVALID'))
  if (broken[0] !== undefined) throw new Error(`${broken[0].place}: ${broken[0].what}`)
  return store
}

/** `CODE: what (hint)` of the BootError that `work` throws. */
export function refused(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    return `${error.code}: ${error.message}${error.hint === null ? '' : ` (${error.hint})`}`
  }
  throw new Error('nothing was refused')
}
