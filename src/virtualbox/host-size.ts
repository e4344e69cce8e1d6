/** Finds the size of this host, or of one reached by ssh, for machines of a similar size. */

import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { BootError } from '../boot-error.ts'
import type { RunAs } from './run-as.ts'

/** Processors and memory. */
export interface HostSize {
  cores: number
  memoryMiB: number
}

/** The part of the host's memory that the machine gets. */
const SHARE = 0.8

/** The cores of `host` and 80 % of its memory. ssh runs as the owner, with their keys. Throws E_USAGE, E_NETWORK. */
export async function sizeLike(host: string, run: RunAs, signal: AbortSignal): Promise<HostSize> {
  const { cores, memoryMiB } = host === 'localhost' ? thisHost() : await overSsh(host, run, signal)
  return { cores, memoryMiB: Math.floor(memoryMiB * SHARE) }
}

function thisHost(): HostSize {
  return readSize(`${availableParallelism()}\n${readFileSync('/proc/meminfo', 'latin1')}`, 'this host')
}

async function overSsh(host: string, run: RunAs, signal: AbortSignal): Promise<HostSize> {
  if (!/^[A-Za-z0-9_][\w.:@%+-]*$/.test(host)) {
    throw new BootError('E_USAGE', {
      what: `--like=${host} is not the name of a host`,
      hint: '--like=localhost, or HOST or USER@HOST for ssh',
    })
  }
  const options = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '-T']
  const { status, stdout, stderr } = await run(
    'ssh',
    [...options, '--', host, 'nproc && cat /proc/meminfo'],
    { signal },
  ).catch((cause) => {
    signal.throwIfAborted()
    throw new BootError('E_NETWORK', { what: `cannot run ssh: ${cause.message}`, cause })
  })
  if (status !== 0) {
    throw new BootError('E_NETWORK', {
      what: `cannot ask ${host} for its size: ${stderr.trim().split('\n').at(-1) || `ssh ended with status ${status}`}`,
      hint: 'ssh must work without a password; or give --cpus and --memory',
    })
  }
  return readSize(stdout, host)
}

/** Reads the output of nproc followed by /proc/meminfo. */
function readSize(text: string, host: string): HostSize {
  const cores = /^(\d+)$/m.exec(text)?.[1]
  const kibibytes = /^MemTotal:\s+(\d+) kB$/m.exec(text)?.[1]
  if (cores === undefined || kibibytes === undefined) {
    throw new BootError('E_NETWORK', {
      what: `cannot read the cores and memory of ${host}`,
      hint: 'give --cpus and --memory',
    })
  }
  return { cores: Number(cores), memoryMiB: Math.floor(Number(kibibytes) / 1024) }
}
