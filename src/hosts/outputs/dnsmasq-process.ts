/** A running dnsmasq, which reads its files again on SIGHUP. */

import { readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'
import { runProgram } from '../../run-program.ts'

/** The first version with "Fix crash when reloading DHCP config on SIGHUP" is dnsmasq 2.91. */
const FIRST_SAFE_MINOR = 91

/** Whether the server read its files again; `warning`: if not, why (null: nothing is to be said). */
export interface ReloadResult {
  reloaded: boolean
  warning: string | null
}

/**
 * Sends SIGHUP to the dnsmasq whose process number is in `pidFile`. `hasTags`: hosts that it may have served set tags; an
 * old dnsmasq would then crash, so it is not signalled. Throws E_HOSTS_APPLY if we may not signal it.
 */
export async function signalDnsmasq(pidFile: string, hasTags: boolean): Promise<ReloadResult> {
  const skipped = (warning: string): ReloadResult => ({ reloaded: false, warning })
  const absent = (why: string) =>
    skipped(`${why}: dnsmasq was not reloaded; it reads its files when it starts`)
  const pid = Number(readOr(pidFile, '').trim())
  if (!Number.isSafeInteger(pid) || pid < 2) return absent(`${pidFile} names no process`)
  // Another process may have the number by now.
  const name = readOr(`/proc/${pid}/comm`, '').trim()
  if (name !== 'dnsmasq') return absent(`process ${pid} of ${pidFile} is ${name === '' ? 'gone' : name}`)
  if (hasTags && !(await isSafeWithTags(pid)))
    return skipped(
      `dnsmasq (process ${pid}) was not reloaded: before 2.${FIRST_SAFE_MINOR} it crashes on SIGHUP once hosts had tags. Restart it; with reload = systemctl restart dnsmasq in place of pid-file, apply does`,
    )
  try {
    process.kill(pid, 'SIGHUP')
  } catch (cause) {
    throw new BootError('E_HOSTS_APPLY', {
      what: `cannot signal dnsmasq (process ${pid}): ${(cause as NodeJS.ErrnoException).code}`,
      cause,
    })
  }
  return { reloaded: true, warning: null }
}

/** By the program that the process runs, which may not be the one that is installed by now. */
async function isSafeWithTags(pid: number): Promise<boolean> {
  const said = await runProgram(`/proc/${pid}/exe`, ['--version']).catch(() => '')
  const [, major = '0', minor = '0'] = /version (\d+)\.(\d+)/.exec(said) ?? []
  return Number(major) > 2 || Number(minor) >= FIRST_SAFE_MINOR
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return otherwise
  }
}
