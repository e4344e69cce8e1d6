/** Finds the clients that `serve` heard by DHCP, whether they got an address or not. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseMac } from '../../addresses.ts'
import type { Place } from './imported.ts'

/** A client that was heard. */
export interface Heard extends Place {
  mac: string
  /** When it was heard last (ISO 8601). */
  at: string
}

/** What the servers with their state in `stateDir` have recorded; unreadable files are ignored. */
export function findHeard(stateDir: string): Heard[] {
  return namesIn(stateDir)
    .filter((name) => /^heard-[\d.]+\.jsonl$/.test(name))
    .flatMap((name) => readHeard(join(stateDir, name)))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

/** `{"mac":"00:16:3e:00:00:41","at":"2026-11-26T11:00:00.000Z"}`, a line each. */
function readHeard(file: string): Heard[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines.flatMap((line, index) => {
      if (line === '') return []
      const { mac, at } = JSON.parse(line) as Record<string, unknown>
      const known = parseMac(String(mac))
      return known === null ? [] : [{ mac: known, at: String(at), file, line: index + 1 }]
    })
  } catch {
    return []
  }
}
