/** Whose VirtualBox it is: machines belong to an ordinary user, while DHCP as the machine needs root. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { BootError } from '../boot-error.ts'

const execute = promisify(execFile)

export interface Owner {
  name: string
  uid: number
  gid: number
  home: string
}

/** Who runs us: for tests. */
export interface Runner {
  uid: number
  env: NodeJS.ProcessEnv
}

/**
 * The user named by --vbox-user, else the one who called sudo, else who runs us.
 * Throws E_USAGE for an unknown user, E_PERMISSION for another user's machines without root.
 */
export async function findOwner(
  vboxUser: string | null,
  runner: Runner = { uid: process.getuid?.() ?? 0, env: process.env },
): Promise<Owner> {
  const sudoUser = runner.uid === 0 ? runner.env.SUDO_USER : undefined
  const owner = await lookUp(vboxUser ?? sudoUser ?? String(runner.uid))
  if (runner.uid !== 0 && owner.uid !== runner.uid) {
    throw new BootError('E_PERMISSION', {
      what: `the virtual machines of ${owner.name} need root, or ${owner.name}`,
      hint: `sudo tspxeboot vbox ... --vbox-user=${owner.name}`,
    })
  }
  return owner
}

/** passwd(5), through the name service so that users of a directory are found too. */
async function lookUp(nameOrId: string): Promise<Owner> {
  const unknown = new BootError('E_USAGE', {
    what: `there is no user ${JSON.stringify(nameOrId)}`,
    hint: '--vbox-user names the one whose virtual machines these are',
  })
  if (!/^[^-:\s][^:\s]*$/.test(nameOrId)) throw unknown
  const { stdout } = await execute('getent', ['passwd', nameOrId]).catch(() => {
    throw unknown
  })
  const [name, , uid, gid, , home] = stdout.trimEnd().split(':')
  if (!name || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(gid ?? '') || !home) throw unknown
  return { name, uid: Number(uid), gid: Number(gid), home }
}
