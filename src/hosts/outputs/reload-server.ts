/** Tests and reloads the servers that read the written files. */

import type { OutputName } from '../store-keys.ts'
import { setsTags } from './dnsmasq.ts'
import { type ReloadResult, signalDnsmasq } from './dnsmasq-process.ts'
import { reloadKea } from './kea-control.ts'
import { updateLibvirt } from './libvirt.ts'
import { runWords } from './run-words.ts'
import type { Outputs } from './settings.ts'

/** Runs the output's `test` command, if there is one. Throws E_HOSTS_APPLY if it fails. */
export async function testServer(output: OutputName, outputs: Outputs): Promise<void> {
  const server = serverOf(output, outputs)
  if (server?.test) await runWords(server.test)
}

/**
 * Makes the output's server read its files again. `texts`: all its files' content before and after the changes. A server
 * that does not run is no error: it reads its files when it starts. Throws E_HOSTS_APPLY if the reload fails.
 */
export async function reloadServer(
  output: OutputName,
  outputs: Outputs,
  texts: { before: string; after: string },
): Promise<ReloadResult> {
  const { dnsmasq, kea } = outputs
  if (output === 'libvirt') {
    await updateLibvirt(texts.before, texts.after)
    return { reloaded: true, warning: null }
  }
  if (output === 'dnsmasq' && dnsmasq?.pidFile) return signalDnsmasq(dnsmasq.pidFile, setsTags(texts.before))
  if (output === 'kea' && kea?.socket) {
    const reloaded = await reloadKea(kea.socket)
    return {
      reloaded,
      warning: reloaded ? null : `Kea does not listen on ${kea.socket}: it reads its files when it starts`,
    }
  }
  const server = serverOf(output, outputs)
  if (!server?.reload) return { reloaded: false, warning: null }
  await runWords(server.reload)
  return { reloaded: true, warning: null }
}

function serverOf(output: OutputName, { dnsmasq, dhcpd, kea, dns }: Outputs) {
  const servers = { dnsmasq, dhcpd, kea, dns, pxelinux: null, libvirt: null }
  return servers[output]
}
