/** Users of this host, from the name service, so that users of a directory (LDAP) are found too. */

import { BootError } from './boot-error.ts'
import { runProgram } from './run-program.ts'

/** One user, as in passwd(5). */
export interface User {
  name: string
  uid: number
  gid: number
  home: string
}

/** Throws E_USAGE if there is no such user; `hint` says what the name is for. */
export async function findUser(nameOrId: string, hint: string): Promise<User> {
  const unknown = new BootError('E_USAGE', { what: `there is no user ${JSON.stringify(nameOrId)}`, hint })
  if (!/^[^-:\s][^:\s]*$/.test(nameOrId)) throw unknown
  const stdout = await runProgram('getent', ['passwd', nameOrId]).catch(() => {
    throw unknown
  })
  const [name, , uid, gid, , home] = stdout.trimEnd().split(':')
  if (!name || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(gid ?? '') || !home) throw unknown
  return { name, uid: Number(uid), gid: Number(gid), home }
}
