/** Checks a script of a boot tree: plays every way through its menus, and looks at each line. */

import { isNotThere } from '../../absent-file.ts'
import { BootError } from '../../boot-error.ts'
import { ask, type ConfigurationCheck, type Play } from '../boot-program.ts'
import { checkEveryWay } from '../every-way.ts'
import type { Checked, PxeClient } from '../types.ts'
import { checkLines } from './check-lines.ts'
import { SCRIPT_LIMITS } from './limits.ts'
import { isScript } from './lines.ts'
import { play } from './play-program.ts'
import { bootFileUri, parseUri, requestName, resolveUri, uriText } from './uri.ts'

/** iPXE's part of a check. A script is known only by its extension, because scripts may have any name. */
export const check: ConfigurationCheck = {
  isConfiguration: (path) => /\.ipxe$/i.test(path),
  *play(client, path) {
    const asked = { ...client, lease: { ...client.lease, bootFile: path } }
    const checked = yield* checkEveryWay(path, (selection) => play(asked, selection))
    for (const file of new Set([path, ...checked.includes])) yield* addLines(checked, client, file)
    return checked
  },
  onlyFromTop: true,
}

/** Adds warnings for lines that no way reached. */
function* addLines(checked: Checked, { lease }: PxeClient, file: string): Play<void> {
  const base = bootFileUri(lease.bootServer, file)
  const found = yield* ask({
    want: 'read',
    file: { name: file, url: uriText(base) },
    maxBytes: SCRIPT_LIMITS.bytes,
  })
  if (found instanceof BootError) return
  const text = Buffer.from(found.bytes).toString('latin1')
  if (!isScript(text)) return
  const failed = new Set(
    checked.labels.flatMap(({ at, error }) => (error !== null && at.file === file ? [at.line] : [])),
  )
  const { warnings, files } = checkLines(file, text)
  checked.warnings.push(...warnings.filter(({ line }) => !failed.has(line)))
  for (const { line, name } of files) {
    if (failed.has(line)) continue
    const uri = resolveUri(base, parseUri(name))
    if (uri.opaque !== null) continue
    const answer = yield* ask({ want: 'probe', file: { name: requestName(uri), url: uriText(uri) } })
    if (isNotThere(answer)) {
      const message = `${name} does not exist`
      checked.warnings.push({ file, line, column: 1, code: 'file-missing', message })
    }
  }
}
