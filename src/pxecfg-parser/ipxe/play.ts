/** Plays iPXE, from the DHCP reply to what is booted. Source: ipxe src/usr/autoboot.c (netboot). */

import { isNotThere } from '../../absent-file.ts'
import { BootError } from '../../boot-error.ts'
import type { IpxeClient } from './client.ts'
import { ExpansionLoop, expand } from './expand.ts'
import { scriptError } from './failure.ts'
import { contentOf } from './fetch.ts'
import { Machine } from './machine.ts'
import { nextBoot } from './next-boot.ts'
import type { ScriptPlayed } from './result.ts'
import { Ended, execute, LeadsOn } from './run.ts'
import { bootFileUri, lastComponent, parseUri, requestName, uriText } from './uri.ts'
import { type Asking, fetchFile } from './wants.ts'

/**
 * Plays the boot file that DHCP names. Never throws a BootError: ScriptPlayed.error holds it, next to everything that
 * was found before it.
 */
export function* playScript(client: IpxeClient): Asking<ScriptPlayed> {
  const machine = new Machine(client)
  const { played } = machine
  try {
    yield* start(machine)
  } catch (error) {
    if (error instanceof Ended) {
      played.outcome = error.local === null ? 'boot' : 'local'
      played.local = error.local
    } else if (error instanceof LeadsOn) {
      played.outcome = 'boot'
      played.next = nextBoot(machine, error.image)
    } else if (error instanceof BootError) {
      played.error = error
      const [command = '', ...words] = machine.running.split(' ')
      if (machine.place.line > 0) played.failedAt = machine.originOf(command, words.join(' '))
    } else throw error
  }
  return played
}

function* start(machine: Machine): Asking<void> {
  const { client, played } = machine
  const bootFile = expandedBootFile(machine)
  const uri = bootFileUri(client.nextServer ?? '', bootFile)
  if (bootFile === '' || (client.nextServer === null && uri.scheme === 'tftp' && uri.authority === '')) {
    throw new BootError('E_NO_BOOT_SERVER', {
      what: `nothing to boot for ${client.mac}: DHCP names ${bootFile === '' ? 'no boot file' : 'no boot server (siaddr)'}`,
      hint: 'iPXE takes the boot server only from siaddr (next-server)',
    })
  }
  const url = uriText(uri, machine.settings.show('domain'))
  const name = requestName(uri)
  played.asked = { name, url }
  machine.place = { file: name, line: 0 }
  machine.countRequest()
  const file = yield* fetchFile({ want: 'read', url, name, form: null, script: true })
  if (file instanceof BootError) {
    if (!isNotThere(file)) throw file
    throw new BootError('E_CONFIG_NOT_FOUND', {
      what: `no script for ${client.mac}: ${file.message}`,
      cause: file,
    })
  }
  played.script = played.asked
  const image = {
    name: lastComponent(uri),
    uri,
    origin: file.url === url ? uri : parseUri(file.url),
    args: null,
    bytes: file.bytes,
    ...contentOf(machine, file, name),
    autofree: true,
  }
  const { failed, exit } = yield* execute(machine, image, 1)
  if (exit !== null || failed === null)
    throw new Ended({ via: exit === null ? 'end' : 'exit', value: exit ?? 0 })
  machine.place = failed.place
  machine.running = failed.command
  throw scriptError(failed.failure, failed.command, failed.place)
}

/** The boot file's name is expanded like a word of a script. */
function expandedBootFile(machine: Machine): string {
  try {
    return expand(
      machine.client.bootFile,
      (name) => machine.settings.show(name),
      (characters) => machine.countWork(characters),
    )
  } catch (error) {
    if (!(error instanceof ExpansionLoop)) throw error
    throw new BootError('E_CONFIG_INVALID', { what: `the boot file of DHCP: ${error.message}` })
  }
}
