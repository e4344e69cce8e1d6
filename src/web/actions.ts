/** Every change that the page can make: its path, its command, and the page shown afterwards. */

import { BootError } from '../boot-error.ts'

/** The fields of a form, trimmed. */
export type Fields = Readonly<Record<string, string>>

/** A change: a form that runs a command. */
export interface Action {
  path: string
  /** The words of the command. */
  words(name: string, fields: Fields): string[]
  /** The page that follows. */
  next(name: string): string
  /** The page with the form, which is shown again with what was typed if the command fails; absent: the error alone. */
  form?: 'add' | 'host'
}

/** Keys of a host in the form for new ones. */
export const FORM_KEYS = ['mac', 'ip', 'network', 'profile', 'hypervisor', 'note'] as const

/** `hosts`: the store's file; `stateDir`: the folder with its state. */
export function actions({ hosts, stateDir }: { hosts: string; stateDir: string }): Action[] {
  const store = [`--hosts=${hosts}`, `--state-dir=${stateDir}`]
  const given = (fields: Fields, keys: readonly string[] = FORM_KEYS) =>
    keys.flatMap((key) =>
      fields[key] === undefined || fields[key] === '' ? [] : [`--${key}=${fields[key]}`],
    )
  const own = (name: string) => `/hosts/${encodeURIComponent(name)}`
  const ofHost = (verb: string, words: Action['words'], next = own): Action => ({
    path: `/hosts/:name/${verb}`,
    words: (name, fields) => [...words(name, fields), ...store],
    next,
  })
  const list = () => '/'
  return [
    {
      path: '/add',
      words: (_, f) => ['hosts', 'add', word(f.name), ...given(f), ...store],
      next: list,
      form: 'add',
    },
    {
      path: '/auto-add',
      words: (_, f) => ['hosts', 'auto-add', ...given(f), ...store],
      next: list,
      form: 'add',
    },
    { path: '/apply', words: () => ['hosts', 'apply', ...store], next: list },
    ofHost('boot', (name, f) => ['hosts', 'boot', word(name), ...given(f, ['profile']), ...flag(f, 'once')]),
    ofHost('local', (name) => ['hosts', 'boot', word(name), '--local']),
    {
      ...ofHost('set', (name, f) => ['hosts', 'set', word(name), word(`${f.key ?? ''}=${f.value ?? ''}`)]),
      form: 'host',
    },
    ofHost('wake', (name) => ['hosts', 'wake', word(name)]),
    ofHost('remove', (name) => ['hosts', 'remove', word(name)], list),
  ]
}

function flag(fields: Fields, name: string): string[] {
  return fields[name] === undefined ? [] : [`--${name}`]
}

/** A word of the command that cannot be taken for an option: names and keys never begin with a dash. */
function word(text = ''): string {
  if (text !== '' && !text.startsWith('-')) return text
  throw new BootError('E_USAGE', {
    what: text === '' ? 'a name is missing' : `${text} begins with a dash, as no name does`,
  })
}
