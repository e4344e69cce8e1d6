/** Checks the options of `web`. Everything wrong with them is E_USAGE. */

import { isIP } from 'node:net'
import { BootError } from '../../../boot-error.ts'
import type { Listen, WebOptions } from '../../../web/options.ts'

/** The options as given; undefined: not given. */
export interface WebWords {
  listen: string
  'allow-changes': boolean | undefined
  'password-file': string | undefined
  'set-password': string | undefined
  tree: string | undefined
  hosts: string | undefined
  'state-dir': string | undefined
}

/** What the call is to do. */
export type WebRequest = { kind: 'serve'; options: WebOptions } | { kind: 'set-password'; name: string }

/** The checked request. `argv`: the command line of this process. Throws E_USAGE. */
export function readWeb(words: WebWords, argv: readonly string[]): WebRequest {
  if (words['set-password'] !== undefined) return { kind: 'set-password', name: words['set-password'] }
  const listen = readListen(words.listen)
  const passwordFile = words['password-file'] ?? null
  if (passwordFile === null && listen.kind === 'address' && !isLoopback(listen.address)) {
    throw new BootError('E_USAGE', {
      what: `--listen=${words.listen} would show the page to everyone who can reach ${listen.address}`,
      hint: '--password-file=FILE asks for a password; without it the page listens on 127.0.0.1 or a socket',
    })
  }
  return {
    kind: 'serve',
    options: {
      listen,
      allowChanges: words['allow-changes'] ?? false,
      passwordFile,
      hosts: words.hosts ?? null,
      stateDir: words['state-dir'] ?? null,
      tree: words.tree ?? null,
      program: argv.slice(0, 2),
    },
  }
}

function readListen(text: string): Listen {
  if (text.startsWith('/') || text.startsWith('./')) return { kind: 'socket', path: text }
  const [, address = '', port = ''] = /^\[?(.*?)\]?:(\d{1,5})$/.exec(text) ?? []
  if (isIP(address) !== 0 && Number(port) <= 65535) return { kind: 'address', address, port: Number(port) }
  throw new BootError('E_USAGE', {
    what: `--listen=${text} is neither ADDRESS:PORT nor the path of a socket`,
    hint: 'the default is 127.0.0.1:4040',
  })
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}
