/** The files below the boot server's root: a configuration and the answer files of each host. */

import { basename, dirname, join, resolve } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { treePath } from '../../tftp-fetch/index.ts'
import type { Effective, Host, HostStore } from '../store.ts'
import { grubPrefix, macName, pxelinuxPrefixes, scriptName } from './boot-names.ts'
import { grubText, LEADING_GRUB_CFG } from './grub.ts'
import { header } from './header.ts'
import { type HostBoot, hostBoot } from './host-boot.ts'
import { IPXE_MAGIC, ipxeText } from './ipxe.ts'
import { pxelinuxText } from './pxelinux.ts'
import { renderTemplate } from './template.ts'
import { templateValues } from './template-values.ts'
import type { WrittenFile } from './written-file.ts'

/** What the writer needs beside the store. */
export interface Sources {
  /** The text of a template or an answer file, by its absolute path; throws a BootError. */
  readText(path: string, named: Effective): string
  /** The URL by which a host says that it has booted; null: nobody waits for that. */
  bootedUrl(host: Host): string | null
}

/** Hosts without a MAC address, and those that the store has no boot for, have no configuration. */
export function bootServerFiles(store: HostStore, root: string, sources: Sources): WrittenFile[] {
  const files: WrittenFile[] = []
  const prefixesOfGrub = new Set<string>()
  for (const host of store.hosts) {
    const boot = hostBoot(store, host)
    if (host.mac === null || boot === null) continue
    const add = (name: string, text: string, prefix: string | null): void => {
      const configuration = prefix === null ? null : { host, prefix }
      files.push({ output: 'pxelinux', path: below(root, name, host), text, configuration })
    }
    const texts = configurationTexts(store, host, boot, sources)
    switch (boot.program) {
      case 'pxelinux':
        for (const prefix of pxelinuxPrefixes(store, host))
          add(`${prefix}pxelinux.cfg/${macName(host.mac)}`, texts(prefix), prefix)
        break
      case 'grub': {
        const prefix = grubPrefix(store, host)
        prefixesOfGrub.add(prefix)
        add(`${prefix}grub.cfg-${macName(host.mac)}`, texts(prefix), prefix)
        break
      }
      case 'ipxe':
        add(scriptName(host), texts(''), '')
    }
    if (boot.kind === 'profile')
      for (const answer of boot.answers)
        add(answerName(host, answer), rendered(store, host, answer, sources), null)
  }
  const leading = header('#', store.path) + LEADING_GRUB_CFG
  for (const prefix of prefixesOfGrub)
    files.push({
      output: 'pxelinux',
      path: join(root, prefix, 'grub.cfg'),
      text: leading,
      configuration: null,
    })
  return files
}

export function answerName(host: Host, { value }: Effective): string {
  return `hosts/${host.name}/${basename(value)}`
}

/** The configuration for a folder that its program takes names from. */
function configurationTexts(
  store: HostStore,
  host: Host,
  boot: HostBoot,
  sources: Sources,
): (prefix: string) => string {
  const line = header('#', store.path)
  const template = boot.kind === 'profile' ? boot.template : null
  if (template !== null) {
    const text = rendered(store, host, template, sources)
    // iPXE knows a script by its first line.
    const [, magic = '', rest = ''] = /^(#!.*\n)?(.*)$/s.exec(text) ?? []
    return () => magic + line + rest
  }
  switch (boot.program) {
    case 'pxelinux':
      return (prefix) => line + pxelinuxText(host.name, boot, prefix)
    case 'grub':
      return () => line + grubText(host.name, boot)
    case 'ipxe':
      return () => IPXE_MAGIC + line + ipxeText(boot)
  }
}

function rendered(store: HostStore, host: Host, named: Effective, { readText, bootedUrl }: Sources): string {
  const path = sourcePath(store, named)
  return renderTemplate(path, readText(path, named), templateValues(store, host, bootedUrl(host)))
}

/** Templates and answer files are named from the store's folder. */
export function sourcePath(store: HostStore, { value }: Effective): string {
  return resolve(dirname(store.path), value)
}

function below(root: string, name: string, host: Host): string {
  const path = treePath(name)
  if (path !== null) return join(root, path)
  throw new BootError('E_HOSTS_INVALID', {
    what: `host ${host.name} (${host.section.place}): ${name} is outside the boot server's root`,
  })
}
