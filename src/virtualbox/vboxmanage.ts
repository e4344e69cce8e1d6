/** VBoxManage(1): commands that only read, and commands that change something, which a dry run only records. */

import { BootError } from '../boot-error.ts'
import { findProgram } from '../find-program.ts'
import { type Machine, readMachine } from './machine.ts'
import type { RunAs } from './run-as.ts'

/** The program. */
export interface VBoxManage {
  /** Runs a command that changes nothing, and returns its output. */
  ask(args: string[]): Promise<string>
  /** Runs a command that changes something; a dry run only records it. */
  change(args: string[]): Promise<void>
  /** The commands of `change`, program first, which a dry run prints. */
  readonly changes: string[][]
}

/** How it is run. */
export interface VBoxManageOptions {
  run: RunAs
  dryRun: boolean
  signal: AbortSignal
}

/** Throws E_UNSUPPORTED if VirtualBox is not installed. Both functions throw E_OUTPUT with VBoxManage's own words. */
export async function openVBoxManage({ run, dryRun, signal }: VBoxManageOptions): Promise<VBoxManage> {
  const program = (await findProgram('VBoxManage')) ?? (await findProgram('vboxmanage'))
  if (program === null) {
    throw new BootError('E_UNSUPPORTED', {
      what: 'there is no VBoxManage in PATH',
      hint: 'install VirtualBox on this host, or add the folder of its programs to PATH',
    })
  }
  const changes: string[][] = []
  return {
    changes,
    ask: (args) => complete(args, run(program, args, { signal })),
    async change(args) {
      changes.push(['VBoxManage', ...args])
      if (!dryRun) await complete(args, run(program, args))
    },
  }
}

/** The machine of that name or UUID. */
export async function showMachine(vbox: VBoxManage, name: string): Promise<Machine> {
  return readMachine(await vbox.ask(['showvminfo', name, '--machinereadable']))
}

/** Names and UUIDs as `list vms` or `list runningvms` prints them: `"NAME" {UUID}`. */
export async function listMachines(
  vbox: VBoxManage,
  which: 'vms' | 'runningvms' = 'vms',
): Promise<{ name: string; uuid: string }[]> {
  const output = await vbox.ask(['list', which])
  return output.split(/\r?\n/).flatMap((line) => {
    const [, name, uuid] = /^"(.*)" \{([0-9a-f-]{36})\}$/i.exec(line) ?? []
    return name === undefined || uuid === undefined ? [] : [{ name, uuid }]
  })
}

/** Refuses names that VBoxManage could take for an option. Throws E_USAGE. */
export function checkMachineName(name: string): string {
  if (name === '' || name.startsWith('-') || /[\x00-\x1f\x7f/]/.test(name)) {
    throw new BootError('E_USAGE', {
      what: `${JSON.stringify(name)} cannot be the name of a virtual machine`,
      hint: 'a name has no slash or control character, and does not begin with a dash',
    })
  }
  return name
}

async function complete(
  args: string[],
  running: Promise<{ status: number | null; stdout: string; stderr: string }>,
): Promise<string> {
  const { status, stdout, stderr } = await running
  if (status === 0) return stdout
  const said =
    wordsOf(stderr) || wordsOf(stdout) || (status === null ? 'it was ended' : `exit status ${status}`)
  throw new BootError('E_OUTPUT', { what: `VBoxManage ${args.slice(0, 2).join(' ')}: ${said}` })
}

/** Its errors without the lines about their origin in VirtualBox's source. */
function wordsOf(output: string): string {
  const lines = output
    .split(/\r?\n/)
    .map((line) => line.replace(/^VBoxManage(?:\.exe)?: error: /, '').trim())
    .filter((line) => line !== '' && !/^(?:Details: code|Context: )/.test(line))
  return lines.slice(0, 5).join('; ').slice(0, 500)
}
