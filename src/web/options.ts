/** What the page is started with. */

export interface WebOptions {
  listen: Listen
  /** Without it nothing can be changed. */
  allowChanges: boolean
  /** Users and their passwords; null: nobody is asked. */
  passwordFile: string | null
  /** The store of hosts, and the folder that has its state; null: the usual ones. */
  hosts: string | null
  stateDir: string | null
  /** The boot server's root; null: the store says, or there is none. */
  tree: string | null
  /** The words that start this program: changes and reports are made by its own commands. */
  program: readonly string[]
}

export type Listen = { kind: 'address'; address: string; port: number } | { kind: 'socket'; path: string }
