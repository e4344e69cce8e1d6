/** `--version --verbose`: what a report of a fault should begin with. */

import { release } from 'node:os'
import { findProgram } from '../find-program.ts'
import { TOOL_PATH } from '../guest-port/index.ts'
import { type ProgramError, runProgram } from '../run-program.ts'
import { FIRST_RUN_USER, runUser } from './supervisor/users.ts'
import { VERSION } from './version.ts'

/** Programs that are run, and what for. */
const TOOLS: [string, string][] = [
  ['ip', "the guest's port"],
  ['unshare', 'the cage'],
  ['nsenter', 'the cage'],
  ['setpriv', 'the cage'],
  ['prlimit', 'the cage'],
  ['pygrub', 'local boot'],
  ['tcpdump', '--pcap'],
  ['gpgv', '--verify'],
  ['minisign', '--verify'],
  ['xorriso', 'ISOs'],
  ['qemu-system-x86_64', 'qemu'],
  ['VBoxManage', 'vbox'],
]

/** Lines: the version, what it runs on, the programs found, and what of the cage (docs/security.md) is in force. */
export async function about(): Promise<string[]> {
  const tools = await Promise.all(
    TOOLS.map(async ([name, use]) => {
      const found = await findProgram(name, `${process.env.PATH ?? ''}:${TOOL_PATH}`)
      return `${name}: ${found ?? 'not found'} (${use})`
    }),
  )
  return [
    `tspxeboot ${VERSION}`,
    `Node.js ${process.versions.node}, ${process.execPath}`,
    `Linux ${release()}, ${process.arch}`,
    ...tools,
    ...(await cage()),
  ]
}

async function cage(): Promise<string[]> {
  if (process.geteuid?.() !== 0) return ['cage: not root, so boot trees alone can be played']
  const { user, own } = runUser({ uid: FIRST_RUN_USER, perRun: true }, process.pid)
  const names = user === null ? 'nobody else, for there is no other user here' : `user ${user.uid}`
  const namespaces = await runProgram('unshare', ['--net', '--mount', '--pid', '--fork', 'true'], {
    env: { PATH: TOOL_PATH },
  }).then(
    () => 'of their own',
    (error: ProgramError) => `cannot be made: ${error.said.split('\n')[0]}`,
  )
  return [
    `cage: the client processes run as ${names}${own ? ', which each run has to itself' : ''}`,
    `cage: their network, mount and process namespaces are ${namespaces}`,
  ]
}
