/** What a guest's firmware would know of its processor: the host's, which the guest is given. */

import { readFileSync } from 'node:fs'

/** SYSAPPEND strings by name; without CPU where the host is no x86. */
export function firmware(): Record<string, string> {
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
