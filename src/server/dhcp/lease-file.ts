/** Reads and writes a server's leases, a JSON object per line, so that addresses survive a restart. */

import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { isIpv4, parseMac } from '../../addresses.ts'
import { BootError } from '../../boot-error.ts'
import { writeAtomically } from '../write-atomically.ts'
import type { Held, Leases } from './model.ts'

const Line = v.object({
  address: v.pipe(v.string(), v.check(isIpv4)),
  /** null: declined, or found in use by another machine. */
  mac: v.nullable(
    v.pipe(
      v.string(),
      v.check((text) => parseMac(text) === text),
    ),
  ),
  /** ISO 8601. */
  until: v.pipe(v.string(), v.isoTimestamp()),
})

/** The leases in `path`, expired ones included; none if there is no such file. Throws E_USAGE with file and line. */
export async function readLeases(path: string): Promise<Map<string, Held>> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return ''
    throw new BootError('E_USAGE', { what: `cannot read the leases in ${path}: ${cause.message}`, cause })
  })
  const lines = text.split('\n').filter((line) => line !== '')
  return new Map(
    lines.map((line, index) => {
      const { address, mac, until } = readLine(line, `${path}:${index + 1}`)
      return [address, { mac, until: Date.parse(until) }]
    }),
  )
}

/** Rejects with the system's error; a crash leaves the old file or the new one. */
export async function writeLeases(path: string, leases: Leases): Promise<void> {
  const lines = Array.from(leases, ([address, { mac, until }]) =>
    JSON.stringify({ address, mac, until: new Date(until).toISOString() }),
  )
  await writeAtomically(path, lines.map((line) => `${line}\n`).join(''))
}

function readLine(text: string, place: string): v.InferOutput<typeof Line> {
  try {
    return v.parse(Line, JSON.parse(text))
  } catch (cause) {
    throw new BootError('E_USAGE', {
      what: `${place}: not a lease as serve writes them`,
      hint: 'repair or remove the file; without it every client gets a new address',
      cause,
    })
  }
}
