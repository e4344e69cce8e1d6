/** From what failed and what was seen to what it most likely comes from: tables of faults, each with its advice. */

import { BOOT_FAULTS } from './boot-faults.ts'
import { DHCP_FAULTS } from './dhcp-faults.ts'
import type { Facts } from './fault.ts'

/** Every fault that applies is told, the nearest to the wire first. Empty where the boot did not fail. */
export function diagnose(facts: Facts): string[] {
  if (facts.report.error === null) return []
  return [...DHCP_FAULTS, ...BOOT_FAULTS]
    .filter(({ applies }) => applies(facts))
    .map(({ advice }) => advice(facts))
}
