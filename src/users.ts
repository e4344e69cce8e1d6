/** Users of this host, by passwd(5), through the name service so that users of a directory are found too. */

import { BootError } from './boot-error.ts'
import { runProgram } from './run-program.ts'

export interface User {
  name: string
  uid: number
  gid: number
  home: string
}

/** `hint`: what the name is for, where there is no such user: E_USAGE. */
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
