/** Runs programs as the owner of the machines, with the owner's ids, groups and home, and little of our environment. */

import { existsSync } from 'node:fs'
import { startProgram } from '../start-program.ts'
import type { Owner } from './owner.ts'

/** How a program ended. */
export interface Finished {
  status: number | null
  stdout: string
  stderr: string
}

/** How a program is run. */
export interface RunOptions {
  /** An open file for its standard input. */
  stdin?: number
  /** Ends the program. Changes to a machine do not get one, because half a change is worse than a late end. */
  signal?: AbortSignal
}

/** Runs one program. */
export type RunAs = (program: string, args: string[], options?: RunOptions) => Promise<Finished>

/** Bytes of output that are kept. */
const MOST_OUTPUT = 8 * 1024 * 1024
const TIMEOUT_MS = 120_000

/** What of our environment is passed on: the desktop for windows, and VirtualBox's own variables. */
const PASSED_ON = ['PATH', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'VBOX_USER_HOME', 'SSH_AUTH_SOCK']

/**
 * Uses setpriv(1), which sets the user's groups as well; spawn's uid option does not. New privileges stay allowed,
 * because VirtualBox's own programs are set-user-ID root.
 */
export function runAs(owner: Owner, uid = process.getuid?.() ?? 0): RunAs {
  const become =
    owner.uid === uid ? [] : ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--init-groups']
  return (program, args, options = {}) => start([...become, program, ...args], environment(owner), options)
}

function environment(owner: Owner): NodeJS.ProcessEnv {
  const runtime = `/run/user/${owner.uid}`
  return {
    ...Object.fromEntries(
      PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
    ),
    ...(existsSync(runtime) ? { XDG_RUNTIME_DIR: runtime } : {}),
    HOME: owner.home,
    USER: owner.name,
    LOGNAME: owner.name,
    LC_ALL: 'C.UTF-8',
  }
}

function start(
  [program = '', ...args]: string[],
  env: NodeJS.ProcessEnv,
  { stdin, signal }: RunOptions,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = startProgram(program, args, {
      cwd: '/',
      env,
      stdio: [stdin ?? 'ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
      // Ctrl-C must end us, and not a VBoxManage in the middle of a change.
      detached: true,
      ...(signal === undefined ? {} : { signal }),
    })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
        output[name] = (output[name] + chunk).slice(0, MOST_OUTPUT)
      })
    }
    child.on('error', (error) => reject(signal?.aborted ? signal.reason : error))
    child.on('close', (status) => resolve({ status, ...output }))
  })
}
