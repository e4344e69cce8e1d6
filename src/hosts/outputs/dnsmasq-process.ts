/** A running dnsmasq, which reads its files again on SIGHUP. */

import { readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'
import { runProgram } from '../../run-program.ts'

/** The first version with "Fix crash when reloading DHCP config on SIGHUP" is dnsmasq 2.91. */
const FIRST_SAFE_MINOR = 91

/** Whether it was told; `warning` says why not. */
export interface Signalled {
  told: boolean
  warning: string | null
}

/**
 * SIGHUP for the dnsmasq of `pidFile`. `hasTags`: hosts that it may have served set tags, after which an old one would
 * crash: it is left alone. Throws E_HOSTS_APPLY if we may not signal it.
 */
export async function signalDnsmasq(pidFile: string, hasTags: boolean): Promise<Signalled> {
  const untold = (warning: string): Signalled => ({ told: false, warning })
  const absent = (why: string) => untold(`${why}: dnsmasq was not told, and reads its files at its start`)
  const pid = Number(readOr(pidFile, '').trim())
  if (!Number.isSafeInteger(pid) || pid < 2) return absent(`${pidFile} names no process`)
  // Its name: somebody else may have the number by now.
  const name = readOr(`/proc/${pid}/comm`, '').trim()
  if (name !== 'dnsmasq') return absent(`process ${pid} of ${pidFile} is ${name === '' ? 'gone' : name}`)
  if (hasTags && !(await isSafeWithTags(pid)))
    return untold(
      `dnsmasq (process ${pid}) was not told: before 2.${FIRST_SAFE_MINOR} it crashes on SIGHUP where hosts had tags. Restart it; with reload = systemctl restart dnsmasq in place of pid-file, apply does`,
    )
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
