/** The files below the boot server's root: a configuration and the answer files of each host. */

import { basename, dirname, join, resolve } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { treePath } from '../../tftp-fetch/index.ts'
import type { Effective, Host, HostStore } from '../store.ts'
import { header } from './header.ts'
import { type HostBoot, hostBoot } from './host-boot.ts'
import { HOST_PROGRAMS, type HostProgram } from './programs/index.ts'
import { renderTemplate } from './template.ts'
import { templateValues } from './template-values.ts'
import type { Configuration, WrittenFile } from './written-file.ts'

/** What the writer needs besides the store. */
export interface Sources {
  /** The text of a template or answer file. `path`: absolute; `named`: where the store names it. Throws E_HOSTS_INVALID. */
  readText(path: string, named: Effective): string
  /** The URL by which a host reports that it has booted; null: no report is expected. */
  bootedUrl(host: Host): string | null
}

/**
 * The files, with paths below `root`. Hosts without a MAC address, and those for which the store has no boot, get none.
 * Throws E_HOSTS_INVALID for a host whose boot program the store does not write for.
 */
export function bootServerFiles(store: HostStore, root: string, sources: Sources): WrittenFile[] {
  const line = header('#', store.path)
  const base = join(root, '/')
  const files: WrittenFile[] = []
  const shared = new Map<string, string>()
  for (const host of store.hosts) {
    const { mac } = host
    const boot = hostBoot(store, host)
    if (mac === null || boot === null) continue
    const program = hostProgram(host, boot)
    const add = (name: string, text: string, configuration: Configuration | null) =>
      files.push({ output: 'pxelinux', path: below(base, name, host), text, configuration })
    const own = templateText(store, host, boot, sources)
    for (const folder of program.folders(store, host)) {
      const text = own ?? (program.magic ?? '') + line + program.text(host.name, boot, folder)
      add(folder + program.fileName({ ...host, mac }), text, { host, folder })
      if (program.shared !== undefined)
        shared.set(join(root, folder, program.shared.fileName), line + program.shared.text)
    }
    if (boot.kind === 'profile')
      for (const answer of boot.answers)
        add(answerName(host, answer), rendered(store, host, answer, sources), null)
  }
  for (const [path, text] of shared) files.push({ output: 'pxelinux', path, text, configuration: null })
  return files
}

function hostProgram({ name, section }: Host, { program }: HostBoot): HostProgram {
  const found = HOST_PROGRAMS[program]
  if (found !== undefined) return found
  throw new BootError('E_HOSTS_INVALID', {
    what: `host ${name} (${section.place}): no configurations are written for program = ${program}`,
    hint: `program is one of ${Object.keys(HOST_PROGRAMS).join(', ')}`,
  })
}

/** The name below the boot server's root of an answer file as rendered for `host`. */
export function answerName(host: Host, { value }: Effective): string {
  return `hosts/${host.name}/${basename(value)}`
}

/** The configuration made from the host's template instead of the built-in one; null: it has no template. */
function templateText(store: HostStore, host: Host, boot: HostBoot, sources: Sources): string | null {
  if (boot.kind !== 'profile' || boot.template === null) return null
  // iPXE recognises a script by its first line.
  const [, magic = '', rest = ''] =
    /^(#!.*\n)?(.*)$/s.exec(rendered(store, host, boot.template, sources)) ?? []
  return magic + header('#', store.path) + rest
}

function rendered(store: HostStore, host: Host, named: Effective, { readText, bootedUrl }: Sources): string {
  const path = sourcePath(store, named)
  return renderTemplate(path, readText(path, named), templateValues(store, host, bootedUrl(host)))
}

/** The absolute path of a template or answer file, whose name is relative to the store's folder. */
export function sourcePath(store: HostStore, { value }: Effective): string {
  return resolve(dirname(store.path), value)
}

/** `base`: the root with a slash at its end. */
function below(base: string, name: string, host: Host): string {
  const path = treePath(name)
  if (path !== null) return base + path
  throw new BootError('E_HOSTS_INVALID', {
    what: `host ${host.name} (${host.section.place}): ${name} is outside the boot server's root`,
  })
}
