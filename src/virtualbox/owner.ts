/** Finds the owner of the machines, an ordinary user, although DHCP as the machine needs root. */

import { BootError } from '../boot-error.ts'
import { findUser, type User } from '../users.ts'

/** The owner. */
export type Owner = User

/** The user who runs us; a parameter for tests. */
export interface Runner {
  uid: number
  env: NodeJS.ProcessEnv
}

/**
 * The user named by --vbox-user, else the one who called sudo, else the one who runs us.
 * Throws E_USAGE for an unknown user, E_PERMISSION for another user's machines without root.
 */
export async function findOwner(
  vboxUser: string | null,
  runner: Runner = { uid: process.getuid?.() ?? 0, env: process.env },
): Promise<Owner> {
  const sudoUser = runner.uid === 0 ? runner.env.SUDO_USER : undefined
  const owner = await findUser(
    vboxUser ?? sudoUser ?? String(runner.uid),
    '--vbox-user names the one whose virtual machines these are',
  )
  if (runner.uid !== 0 && owner.uid !== runner.uid) {
    throw new BootError('E_PERMISSION', {
      what: `the virtual machines of ${owner.name} need root, or ${owner.name}`,
      hint: `sudo tspxeboot vbox ... --vbox-user=${owner.name}`,
    })
  }
  return owner
}
