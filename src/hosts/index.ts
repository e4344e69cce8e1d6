/** Ini files: what they mean, and the places that errors name. */

export { type IniFile, parseIni } from './ini-file.ts'
export { type Section, type SectionValue, sectionsOf } from './ini-sections.ts'
