/** The embedded DHCP, TFTP and HTTP server for labs and tests, and the private network to run it in. */

export { checkSections } from './check-sections.ts'
export { isForEverybody, ServerEvent, serverEventText } from './events.ts'
export { LOG_FILE, parseLogLine } from './kept-log.ts'
export { runLab } from './lab.ts'
export type { LabOptions } from './lab-inside.ts'
export { runServe, type ServeOptions } from './serve.ts'
