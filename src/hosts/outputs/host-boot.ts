/** What a host boots according to the store, independent of the boot program. */

import type { ProgramName } from '../../program-names.ts'
import { bootProfile, type Effective, effective, effectiveText, type Host, type HostStore } from '../store.ts'

/** A boot that a configuration is written for. */
export type HostBoot =
  | { kind: 'local'; program: ProgramName }
  | {
      kind: 'profile'
      profile: string
      program: ProgramName
      /** A name below the boot server's root, or a URL; null: the template names it. */
      kernel: string | null
      initrds: readonly string[]
      /** `append` and the words of the root. */
      args: string
      /** A file that replaces the built-in configuration. */
      template: Effective | null
      /** Files that are rendered for the host. */
      answers: readonly Effective[]
    }

/** What `host` boots next; null: the store does not say. */
export function hostBoot(store: HostStore, host: Host): HostBoot | null {
  const text = (key: string): string | null => effectiveText(store, host, key)
  const program = programOf(store, host)
  if (host.boot === 'local') return { kind: 'local', program }
  const profile = bootProfile(host)
  const kernel = text('kernel')
  const template = effective(store, host, 'template')
  if (profile === null || (kernel === null && template === null)) return null
  const answers = effective(store, host, 'answers')
  return {
    kind: 'profile',
    profile,
    program,
    kernel,
    initrds: listOf(text('initrd')),
    args: [text('append') ?? '', rootArgs(text('root'))].filter((words) => words !== '').join(' '),
    template,
    answers: answers === null ? [] : listOf(answers.value).map((value) => ({ ...answers, value })),
  }
}

/** The boot program that the host or its profile names; PXELINUX if neither does. */
export function programOf(store: HostStore, host: Host): ProgramName {
  return (effectiveText(store, host, 'program') ?? 'pxelinux') as ProgramName
}

/** The words of a kernel's command line for a root as the store writes it; empty for none. */
export function rootArgs(root: string | null): string {
  if (root === null || root === 'none') return ''
  const nfs = /^nfs:(.*)$/s.exec(root)?.[1]
  return nfs === undefined ? `boot=live fetch=${root} ip=dhcp` : `root=/dev/nfs nfsroot=${nfs} ip=dhcp`
}

/** The words of a list with commas, without empty ones; null: none. */
export function listOf(text: string | null): string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
