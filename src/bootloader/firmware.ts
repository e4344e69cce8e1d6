/** What a guest's firmware would know about its machine. The guest's processor is the host's. */

import { readFileSync } from 'node:fs'

/** Facts about the guest's machine that only its host can tell. */
export interface MachineFacts {
  /** SYSAPPEND strings by name. */
  firmware: Record<string, string>
  /** Seconds since 1970. */
  unixTime: number
}

/** Reads them from this host. */
export function machineFacts(): MachineFacts {
  return { firmware: firmware(), unixTime: Math.floor(Date.now() / 1000) }
}

/** Without CPU if the host is not an x86. */
function firmware(): Record<string, string> {
  try {
    const cpu = cpuWordOf(readFileSync('/proc/cpuinfo', 'latin1'))
    return cpu === null ? {} : { CPU: cpu }
  } catch {
    return {}
  }
}

/** SYSAPPEND's CPU= string (bit 0x8) from /proc/cpuinfo: the family, at most 6, and a letter for each feature (syslinux core/sysappend.c). */
export function cpuWordOf(cpuinfo: string): string | null {
  const family = /^cpu family\s*:\s*(\d+)/m.exec(cpuinfo)?.[1]
  const flags = /^flags\s*:\s*(.*)$/m.exec(cpuinfo)?.[1]?.split(' ')
  if (family === undefined || flags === undefined) return null
  const letters = FEATURES.filter(([flag]) => flags.includes(flag)).map(([, letter]) => letter)
  return Math.min(6, Number(family)) + letters.join('')
}

const FEATURES = [
  ['pae', 'P'],
  ['vmx', 'V'],
  ['smx', 'T'],
  ['nx', 'X'],
  ['lm', 'L'],
  ['svm', 'S'],
] as const
