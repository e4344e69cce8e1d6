/** The settings of the page. */

/** What the command line says. */
export interface WebOptions {
  listen: Listen
  /** Without it nothing can be changed. */
  allowChanges: boolean
  /** The file of users and passwords; null: no password is needed. */
  passwordFile: string | null
  /** The store of hosts, and the folder with its state; null: the default ones. */
  hosts: string | null
  stateDir: string | null
  /** The boot server's root; null: the store says, or there is none. */
  tree: string | null
  /** The words that start this program, since the page runs its commands for changes and reports. */
  program: readonly string[]
}

/** Where the page listens. */
export type Listen = { kind: 'address'; address: string; port: number } | { kind: 'socket'; path: string }
