/** How each server learns that its files have changed. */

import { readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'
import { reloadKea } from './kea-control.ts'
import { updateLibvirt } from './libvirt.ts'
import { runWords } from './run-words.ts'
import type { OutputName, Outputs } from './settings.ts'

/** The server's own test of its configuration. Throws E_HOSTS_APPLY where it fails. */
export async function testServer(output: OutputName, outputs: Outputs): Promise<void> {
  const server = serverOf(output, outputs)
  if (server?.test) await runWords(server.test)
}

/**
 * Makes the server read its files. `told`: it did; a server that does not run reads them when it starts, which is
 * `warning`'s to say. `texts`: of its file, for libvirt, which reads none. Throws E_HOSTS_APPLY where it fails.
 */
export async function tellServer(
  output: OutputName,
  outputs: Outputs,
  texts: { before: string; after: string },
): Promise<{ told: boolean; warning: string | null }> {
  const { dnsmasq, kea } = outputs
  if (output === 'libvirt') {
    await updateLibvirt(texts.before, texts.after)
    return { told: true, warning: null }
  }
  if (output === 'dnsmasq' && dnsmasq?.pidFile) {
    if (/,set:/.test(texts.before))
      return { told: false, warning: 'dnsmasq 2.90 crashes on SIGHUP where hosts had tags: restart it once' }
    return signalDnsmasq(dnsmasq.pidFile)
  }
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

function signalDnsmasq(pidFile: string): { told: boolean; warning: string | null } {
  const absent = (why: string) => ({
    told: false,
    warning: `${why}: dnsmasq was not told, and reads its files at its start`,
  })
  const pid = Number(readOr(pidFile, '').trim())
  if (!Number.isSafeInteger(pid) || pid < 2) return absent(`${pidFile} names no process`)
  // Its name: somebody else may have the number by now.
  const name = readOr(`/proc/${pid}/comm`, '').trim()
  if (name !== 'dnsmasq') return absent(`process ${pid} of ${pidFile} is ${name === '' ? 'gone' : name}`)
  try {
    process.kill(pid, 'SIGHUP')
  } catch (cause) {
    throw new BootError('E_HOSTS_APPLY', {
      what: `cannot signal dnsmasq (process ${pid}): ${(cause as NodeJS.ErrnoException).code}`,
      cause,
    })
  }
  return { told: true, warning: null }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return otherwise
  }
}
