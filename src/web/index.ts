/** The page that shows in a browser every host, what it would boot, and how its boots ended. */

export type { Listen, WebOptions } from './options.ts'
export { passwordLine } from './passwords.ts'
export { runWeb } from './server.ts'
