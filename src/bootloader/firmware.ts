/** What a guest's firmware would know of its processor: the host's, which the guest is given. */

import { readFileSync } from 'node:fs'

/** What the guest's machine would know, and its host alone can say. */
export interface MachineFacts {
  /** SYSAPPEND strings by name. */
  firmware: Record<string, string>
  /** Seconds since 1970. */
  unixTime: number
}

export function machineFacts(): MachineFacts {
  return { firmware: firmware(), unixTime: Math.floor(Date.now() / 1000) }
}

/** Without CPU where the host is not an x86. */
function firmware(): Record<string, string> {
  try {
    const cpu = cpuWordOf(readFileSync('/proc/cpuinfo', 'latin1'))
    return cpu === null ? {} : { CPU: cpu }
  } catch {
    return {}
  }
}

/** The CPU= string of bit 0x8 from the text of /proc/cpuinfo: the family, 6 at the most, and a letter a feature (syslinux core/sysappend.c). */
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
