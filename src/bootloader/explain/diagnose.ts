/** Finds the most likely causes of a failure, from tables of faults with an advice for each. */

import { BOOT_FAULTS } from './boot-faults.ts'
import { DHCP_FAULTS } from './dhcp-faults.ts'
import type { Facts } from './fault.ts'

/** The advice for every fault that applies, the nearest to the wire first. Empty if the boot did not fail. */
export function diagnose(facts: Facts): string[] {
  if (facts.report.error === null) return []
  return [...DHCP_FAULTS, ...BOOT_FAULTS]
    .filter(({ applies }) => applies(facts))
    .map(({ advice }) => advice(facts))
}
