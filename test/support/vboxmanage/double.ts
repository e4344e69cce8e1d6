// A double of VBoxManage: it takes the options that its version has, keeps the machines in the user's home as VirtualBox
// does, and refuses what VirtualBox refuses, in its words. VERSION is put in when it is bundled.
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Call, readCall, type Version } from './options.ts'
import { type Settings, showMachine } from './show.ts'

declare const VERSION: Version

class Refused extends Error {}

const home = process.env.HOME ?? '/'
const config = join(home, '.config/VirtualBox')
const registry = join(config, 'registry.json')
const argv = process.argv.slice(2)

/** A test writes words of a command into ~/refuse, one command a line: such a command fails. */
function refuseOnDemand(): void {
  const file = join(home, 'refuse')
  if (!existsSync(file)) return
  const words = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  if (words.some((wanted) => argv.join(' ').includes(wanted)))
    throw new Refused(`refused on demand: ${argv[0]}`)
}

function run(call: Call): void {
  const [name = ''] = call.words
  const commands: Record<string, () => void> = {
    createvm: () => create(call),
    list: () => list(name),
    showvminfo: () => process.stdout.write(showMachine(find(name), VERSION)),
    modifyvm: () => change(name, (machine) => modify(machine, call)),
    storagectl: () => change(name, (machine) => controller(machine, call)),
    storageattach: () => change(name, (machine) => attach(machine, call)),
    startvm: () => start(find(name), call.options.get('type') ?? 'gui'),
    controlvm: () => control(find(name), call.words[1] ?? ''),
    discardstate: () => save({ ...find(name), state: 'poweroff' }),
    unregistervm: () => unregister(find(name), call.options.has('delete')),
  }
  commands[call.command]?.()
}

function files(): string[] {
  return existsSync(registry) ? JSON.parse(readFileSync(registry, 'utf8')) : []
}

function machines(): Settings[] {
  return files().flatMap((file) =>
    existsSync(file) ? [{ ...JSON.parse(readFileSync(file, 'utf8')), file }] : [],
  )
}

function find(nameOrUuid: string): Settings {
  const found = machines().find(({ name, uuid }) => name === nameOrUuid || uuid === nameOrUuid)
  if (found === undefined) throw new Refused(`Could not find a registered machine named '${nameOrUuid}'`)
  return found
}

function save(machine: Settings): void {
  writeFileSync(machine.file, JSON.stringify(machine))
}

function create({ options }: Call): void {
  const name = options.get('name')
  if (name === undefined) throw new Refused('Parameter --name is required')
  const folder = join(home, 'VirtualBox VMs', name)
  const file = join(folder, `${name}.vbox`)
  if (existsSync(file)) throw new Refused(`Machine settings file '${file}' already exists`)
  mkdirSync(folder, { recursive: true })
  const id = randomBytes(16).toString('hex')
  const uuid = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  const values = { memory: '128', cpus: '1', vram: '8', firmware: 'bios', nic1: 'nat', nictype1: '82540EM' }
  save({ name, uuid, file, state: 'poweroff', values, controllers: [], slots: {} })
  writeFileSync(registry, JSON.stringify([...files(), file]))
  process.stdout.write(
    `Virtual machine '${name}' is created and registered.\nUUID: ${uuid}\nSettings file: '${file}'\n`,
  )
}

function list(what: string): void {
  if (what === 'bridgedifs') {
    for (const device of readdirSync('/sys/class/net'))
      if (device !== 'lo') process.stdout.write(`Name:            ${device}\nDHCP:            Disabled\n\n`)
    return
  }
  if (what !== 'vms' && what !== 'runningvms') throw new Refused(`Unknown subcommand "${what}"`)
  for (const { name, uuid, state } of machines())
    if (what === 'vms' || state === 'running') process.stdout.write(`"${name}" {${uuid}}\n`)
}

function change(name: string, how: (machine: Settings) => Settings): void {
  const machine = find(name)
  if (machine.state === 'running')
    throw new Refused(
      `The machine '${machine.name}' is already locked for a session (or being unlocked or opened)`,
    )
  if (machine.state === 'saved') throw new Refused('The machine is not mutable (state is Saved)')
  save(how(machine))
}

/** 7.x took hyphens into the names; both name the same setting. */
function modify(machine: Settings, { options }: Call): Settings {
  const values = { ...machine.values }
  for (const [name, value] of options) if (name !== 'name') values[name.replaceAll('-', '')] = value
  const name = options.get('name')
  return name === undefined ? { ...machine, values } : rename({ ...machine, values }, name)
}

/** The machine's folder is renamed with it, where it was named after it. */
function rename(machine: Settings, name: string): Settings {
  if (machines().some((other) => other.name === name))
    throw new Refused(`Machine settings file for '${name}' already exists`)
  const folder = dirname(machine.file)
  const renamed = basename(folder) === machine.name ? join(dirname(folder), name) : folder
  if (renamed !== folder) renameSync(folder, renamed)
  const file = join(renamed, `${name}.vbox`)
  rmSync(join(renamed, `${machine.name}.vbox`))
  writeFileSync(registry, JSON.stringify(files().map((known) => (known === machine.file ? file : known))))
  const slots = Object.fromEntries(
    Object.entries(machine.slots).map(([key, medium]) => [key, medium.replace(`${folder}/`, `${renamed}/`)]),
  )
  return { ...machine, name, file, slots }
}

const CHIPS: Record<string, string> = { ide: 'PIIX4', sata: 'IntelAhci', scsi: 'LsiLogic', floppy: 'I82078' }
const PLACES: Record<string, string[]> = { ide: ['0-0', '0-1', '1-0', '1-1'], sata: ['0-0', '1-0'] }

function controller(machine: Settings, { options }: Call): Settings {
  const name = options.get('name') ?? ''
  const add = options.get('add')
  if (add !== undefined) {
    const type = CHIPS[add] ?? add
    if (machine.controllers.some((other) => other.name === name || (add === 'ide' && other.type === type)))
      throw new Refused(`Storage controller named '${name}' already exists`)
    const slots = Object.fromEntries((PLACES[add] ?? ['0-0']).map((place) => [`${name}-${place}`, 'none']))
    return {
      ...machine,
      controllers: [...machine.controllers, { name, type }],
      slots: { ...machine.slots, ...slots },
    }
  }
  if (!machine.controllers.some((other) => other.name === name))
    throw new Refused(`Could not find a storage controller named '${name}'`)
  const slots = Object.fromEntries(
    Object.entries(machine.slots).filter(([key]) => !key.startsWith(`${name}-`)),
  )
  return { ...machine, controllers: machine.controllers.filter((other) => other.name !== name), slots }
}

function attach(machine: Settings, { options }: Call): Settings {
  const name = options.get('storagectl') ?? ''
  const key = `${name}-${options.get('port')}-${options.get('device')}`
  const medium = options.get('medium') ?? 'none'
  if (!machine.controllers.some((other) => other.name === name))
    throw new Refused(`Could not find a controller named '${name}'`)
  if (!(key in machine.slots)) throw new Refused(`No storage device attached to device slot ${key}`)
  if (medium !== 'none' && medium !== 'emptydrive') readable(medium)
  return { ...machine, slots: { ...machine.slots, [key]: medium } }
}

function readable(medium: string): void {
  try {
    accessSync(medium, constants.R_OK)
  } catch {
    throw new Refused(`Could not open the medium '${medium}'. VD: error VERR_FILE_NOT_FOUND`)
  }
}

function start(machine: Settings, type: string): void {
  if (machine.state === 'running' && type !== 'separate')
    throw new Refused(
      `The machine '${machine.name}' is already locked by a session (or being locked or unlocked)`,
    )
  for (const medium of Object.values(machine.slots)) if (medium.startsWith('/')) readable(medium)
  save({ ...machine, state: 'running', startedAs: type })
  process.stdout.write(`VM "${machine.name}" has been successfully started.\n`)
}

const STATES: Record<string, string> = { poweroff: 'poweroff', savestate: 'saved', reset: 'running' }

function control(machine: Settings, verb: string): void {
  const state = STATES[verb]
  if (machine.state !== 'running') throw new Refused(`Machine '${machine.name}' is not currently running.`)
  if (state === undefined) throw new Refused(`Invalid parameter '${verb}'`)
  save({ ...machine, state })
}

function unregister(machine: Settings, withFiles: boolean): void {
  if (machine.state === 'running')
    throw new Refused(`Cannot unregister the machine '${machine.name}' while it is locked`)
  writeFileSync(registry, JSON.stringify(files().filter((file) => file !== machine.file)))
  if (!withFiles) return
  rmSync(machine.file)
  try {
    rmdirSync(dirname(machine.file))
  } catch {
    // Other files than VirtualBox's own stay, and the folder with them.
  }
}

try {
  mkdirSync(config, { recursive: true })
  appendFileSync(join(config, 'calls'), `${JSON.stringify(argv)}\n`)
  refuseOnDemand()
  const call = readCall(argv, VERSION)
  if (typeof call === 'string') throw new Refused(call)
  run(call)
} catch (error) {
  if (!(error instanceof Refused)) throw error
  process.stderr.write(
    `VBoxManage: error: ${error.message}\n` +
      'VBoxManage: error: Details: code NS_ERROR_FAILURE (0x80004005), component MachineWrap, interface IMachine\n' +
      'VBoxManage: error: Context: "RTEXITCODE handler(HandlerArg *)" at line 719 of file VBoxManageModifyVM.cpp\n',
  )
  process.exit(1)
}
