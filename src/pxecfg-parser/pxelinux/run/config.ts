/** CONFIG FILE [DIR]: begins again with another file. Source: syslinux execute.c (KT_CONFIG), ldlinux.c. */

import { BootError } from '../../../boot-error.ts'
import { parseConfiguration, words } from '../parse/index.ts'
import { changePrefix } from './names.ts'
import { type Came, endingWith, type Next, type Walking } from './next.ts'
import type { Walk } from './walk.ts'

/**
 * Makes `name` the configuration in force. DIR, the first word of `args`, is appended to the prefix from then on. The
 * global SYSAPPEND stays.
 */
export function* changeConfig(
  walk: Walk,
  { name, args, origin }: Extract<Next, { step: 'config' }>,
): Walking<Came> {
  const at = { file: origin?.file ?? walk.main.name, line: origin?.line ?? 0, column: 1 }
  const source = name === '' ? null : yield* walk.files.read(name, at)
  if (source === null) {
    throw new BootError('E_CONFIG_NOT_FOUND', {
      what: `${at.file} line ${at.line}: CONFIG ${name} is not on the server`,
    })
  }
  const [dir = ''] = words(args)
  if (dir !== '') walk.files.prefix = changePrefix(walk.files.prefix, dir)
  if (walk.asked) walk.configs.clear()
  walk.asked = false
  const key = `${walk.files.prefix} ${source.name}`
  if (walk.configs.has(key)) {
    const what = `${at.file} line ${at.line}: CONFIG ${name} leads back to an earlier configuration`
    throw new BootError('E_CONFIG_INVALID', { what })
  }
  walk.configs.add(key)
  walk.pass()
  const parse = parseConfiguration([source], 'core', walk.core.sysappend, walk.warnings)
  walk.change(source, yield* walk.files.parse(parse))
  return yield* endingWith({ step: 'configured' })
}
