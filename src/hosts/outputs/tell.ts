/** Makes servers read their files again. */

import { setsTags } from './dnsmasq.ts'
import { type Signalled, signalDnsmasq } from './dnsmasq-process.ts'
import { reloadKea } from './kea-control.ts'
import { updateLibvirt } from './libvirt.ts'
import { runWords } from './run-words.ts'
import type { OutputName, Outputs } from './settings.ts'

/** The server's own test of its configuration. Throws E_HOSTS_APPLY if it fails. */
export async function testServer(output: OutputName, outputs: Outputs): Promise<void> {
  const server = serverOf(output, outputs)
  if (server?.test) await runWords(server.test)
}

/**
 * Makes the server read its files. `told`: it did; a server that does not run reads them when it starts, which is
 * `warning`'s to say. `texts`: of its files. Throws E_HOSTS_APPLY if it fails.
 */
export async function tellServer(
  output: OutputName,
  outputs: Outputs,
  texts: { before: string; after: string },
): Promise<Signalled> {
  const { dnsmasq, kea } = outputs
  if (output === 'libvirt') {
    await updateLibvirt(texts.before, texts.after)
    return { told: true, warning: null }
  }
  if (output === 'dnsmasq' && dnsmasq?.pidFile) return signalDnsmasq(dnsmasq.pidFile, setsTags(texts.before))
  if (output === 'kea' && kea?.socket) {
    const told = await reloadKea(kea.socket)
    return {
      told,
      warning: told ? null : `Kea does not listen on ${kea.socket}: it reads its files at its start`,
    }
  }
  const server = serverOf(output, outputs)
  if (!server?.reload) return { told: false, warning: null }
  await runWords(server.reload)
  return { told: true, warning: null }
}

function serverOf(output: OutputName, { dnsmasq, dhcpd, kea, dns }: Outputs) {
  const servers = { dnsmasq, dhcpd, kea, dns, pxelinux: null, libvirt: null }
  return servers[output]
}
