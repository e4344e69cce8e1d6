/** Checks the server's sections of a store without a network to serve. */

import { BootError } from '../boot-error.ts'
import type { Section } from '../hosts/index.ts'
import { PLAIN_HOST } from './dhcp/index.ts'
import { HOST_KEYS, setKeys, TFTP_KEYS } from './keys.ts'
import { NO_SCRIPT } from './settings.ts'

/** What is wrong with the keys of the sections: E_USAGE naming file, line, section and key; one error for each section. */
export function checkSections(sections: readonly Section[]): BootError[] {
  return sections.flatMap((section) => {
    try {
      if (section.title.startsWith('tftp ')) setKeys(NO_SCRIPT, TFTP_KEYS, section)
      else setKeys(PLAIN_HOST, HOST_KEYS, withoutRange(section))
      return []
    } catch (error) {
      if (error instanceof BootError) return [error]
      throw error
    }
  })
}

/** Which ranges are right depends on the network. */
function withoutRange(section: Section): Section {
  if (section.title !== 'dhcp') return section
  return { ...section, values: new Map([...section.values].filter(([key]) => key !== 'range')) }
}
