/** The JSON document of a report: `--output-format=json` and `explain --json`. */

import { readable } from '../../byte-text.ts'
import type { Menu, MenuEntry } from '../../pxecfg-parser/index.ts'
import type { BootReport } from '../report.ts'

/** The document as text, two blanks a level, with a line feed at the end. Byte text is made readable. */
export function reportDocument(report: BootReport): string {
  const document = { ...report, menu: report.menu === null ? null : menuDocument(report.menu) }
  return `${JSON.stringify(document, (_key, value) => (typeof value === 'string' ? readable(value) : value), 2)}\n`
}

/** What a menu shows, without what only drives it. */
function menuDocument(menu: Menu): object {
  const { defaultIndex: _, messages: _m, hiddenKeys: _k, onTimeout: _t, ...shown } = menu
  return { ...shown, entries: menu.entries.map(entryDocument) }
}

function entryDocument(entry: MenuEntry): object {
  const { command: _, submenu, ...shown } = entry
  return submenu === undefined ? shown : { ...shown, submenu: menuDocument(submenu) }
}
