/** The page: every host, what it would boot and what became of it, in a browser. */

export type { Listen, WebOptions } from './options.ts'
export { passwordLine } from './passwords.ts'
export { runWeb } from './server.ts'
