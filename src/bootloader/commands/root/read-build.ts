/** Checks the options of `root build`. Everything wrong with them is E_USAGE. */

import { isIpv4 } from '../../../addresses.ts'
import { BootError } from '../../../boot-error.ts'
import type { BuildOptions, Format, Suite } from '../../../root-fs/options.ts'

/** The options as given; undefined: not given. */
export interface BuildWords {
  name: string
  suite: string | undefined
  format: string
  package: string[] | undefined
  'include-modules': string[] | undefined
  'ssh-key': string | undefined
  locale: string | undefined
  hook: string | undefined
  mirror: string[] | undefined
  server: string | undefined
  export: boolean | undefined
}

/** What to build. */
export interface BuildRequest {
  build: BuildOptions
  /** The boot server's address; null: as the store says. */
  server: string | null
  /** Whether to write the line for the NFS server instead of only printing it. */
  exports: boolean
}

const RULES = {
  // Also that of a profile of the store.
  name: [
    /^(?!(?:local|profile)$)[A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63})*$/,
    'a name of letters, digits, dashes, underscores and single dots, other than local and profile',
  ],
  package: [/^[a-z0-9][a-z0-9+.-]+$/, 'the name of a Debian package'],
  'include-modules': [/^[\w-]+$/, 'the name of a kernel module'],
  locale: [/^([a-z]{2,3}(_[A-Z]{2})?|C)\.UTF-8$/, 'a locale such as de_DE.UTF-8'],
  SOURCE_DATE_EPOCH: [/^\d{1,11}$/, 'seconds since 1970'],
} as const satisfies Record<string, readonly [RegExp, string]>

/**
 * The checked request. Files in the image get the time SOURCE_DATE_EPOCH of `environment`, else `now` (ms since 1970).
 * Throws E_USAGE.
 */
export function readBuild(words: BuildWords, environment: NodeJS.ProcessEnv, now: number): BuildRequest {
  if (words.suite === undefined) throw new BootError('E_USAGE', { what: 'root build needs --suite=SUITE' })
  checkRootName(words.name)
  for (const name of words.package ?? []) check('package', name)
  for (const name of words['include-modules'] ?? []) check('include-modules', name)
  if (words.locale !== undefined) check('locale', words.locale)
  const epoch = environment.SOURCE_DATE_EPOCH
  if (epoch !== undefined) check('SOURCE_DATE_EPOCH', epoch)
  return {
    build: {
      name: words.name,
      suite: words.suite as Suite,
      format: words.format as Format,
      packages: words.package ?? [],
      modules: words['include-modules'] ?? [],
      sshKey: words['ssh-key'] ?? null,
      locale: words.locale ?? null,
      hook: words.hook ?? null,
      mirrors: words.mirror ?? [],
      epoch: epoch === undefined ? Math.floor(now / 1000) : Number(epoch),
    },
    server: readServer(words.server),
    exports: words.export ?? false,
  }
}

/** The address given, with or without a port; null: none was given, so the store's counts. Throws E_USAGE. */
export function readServer(server: string | undefined): string | null {
  if (server === undefined) return null
  if (isIpv4(server.replace(/:\d{1,5}$/, ''))) return server
  throw new BootError('E_USAGE', {
    what: `--server=${server} is not an IPv4 address, with a port or without`,
  })
}

/** Throws E_USAGE if no root may have that name. */
export function checkRootName(name: string): void {
  check('name', name)
}

function check(name: keyof typeof RULES, text: string): void {
  const [pattern, form] = RULES[name]
  if (pattern.test(text)) return
  throw new BootError('E_USAGE', { what: `${name} ${JSON.stringify(text)} is not ${form}` })
}
