/** `--version --verbose`: what a bug report should begin with. */

import { release } from 'node:os'
import { findProgram } from '../find-program.ts'
import { TOOL_PATH } from '../guest-port/index.ts'
import { type ProgramError, runProgram } from '../run-program.ts'
import { FIRST_RUN_USER, runUser } from './supervisor/users.ts'
import { VERSION } from './version.ts'

/** Programs that may be run, and what for. */
const TOOLS: [string, string][] = [
  ['ip', "the guest's port"],
  ['unshare', 'sandbox'],
  ['nsenter', 'sandbox'],
  ['setpriv', 'sandbox'],
  ['prlimit', 'sandbox'],
  ['pygrub', 'local boot'],
  ['tcpdump', '--pcap'],
  ['gpgv', '--verify'],
  ['minisign', '--verify'],
  ['xorriso', 'ISOs'],
  ['qemu-system-x86_64', 'qemu'],
  ['VBoxManage', 'vbox'],
]

/** The lines to print: version, platform, the programs found, and how far the sandbox (docs/security.md) works here. */
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
    ...(await sandbox()),
  ]
}

async function sandbox(): Promise<string[]> {
  if (process.geteuid?.() !== 0) return ['sandbox: not root, so only boot trees can be played']
  const { user, own } = runUser({ uid: FIRST_RUN_USER, perRun: true }, process.pid)
  const names = user === null ? 'this user, because there is no other here' : `user ${user.uid}`
  const namespaces = await runProgram('unshare', ['--net', '--mount', '--pid', '--fork', 'true'], {
    env: { PATH: TOOL_PATH },
  }).then(
    () => 'of their own',
    (error: ProgramError) => `cannot be made: ${error.said.split('\n')[0]}`,
  )
  return [
    `sandbox: the client processes run as ${names}${own ? ', one for each run' : ''}`,
    `sandbox: their network, mount and process namespaces are ${namespaces}`,
  ]
}
