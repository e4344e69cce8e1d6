/** What is wrong or odd about one configuration: its boot program's warnings, and files that its entries lack. */

import type { BootEntry, BootFile, Checked, CheckedLabel, Origin } from '../../pxecfg-parser/index.ts'
import { type CachedTree, inTree, isOfTree, SERVER } from './cached-tree.ts'

/** Something to fix or to know. `file`: relative to the tree's root; `line` and `column` from 1. */
export interface Finding {
  file: string
  line: number
  column: number
  severity: 'error' | 'warning'
  /** A warning's code, an E_ code, or one of the check itself, such as `file-missing`. */
  code: string
  message: string
}

type Add = (finding: Finding) => void

/** Passes the findings about a configuration and its entries to `told`. */
export async function addFindings(checked: Checked, tree: CachedTree, told: Add): Promise<void> {
  const add: Add = (finding) => told({ ...finding, message: tidied(finding) })
  if (checked.error !== null) {
    const { code, message } = checked.error
    add({ file: inTree(checked.file ?? ''), line: 1, column: 1, severity: 'error', code, message })
  }
  for (const { file, line, column, code, message } of checked.warnings)
    add({ file: inTree(file), line, column, severity: 'warning', code, message })
  for (const label of checked.labels) await checkLabel(label, tree, add)
  for (const command of checked.commands)
    await checkLabel(command, tree, (finding) =>
      add({ ...finding, message: `${command.command}: ${tidied(finding)}` }),
    )
}

async function checkLabel(
  { label, at, boots, error }: CheckedLabel,
  tree: CachedTree,
  add: Add,
): Promise<void> {
  if (error !== null) {
    // Programs that a guest's host cannot run may be meant for real machines.
    const severity = error.code === 'E_UNSUPPORTED' ? 'warning' : 'error'
    add({ ...placeIn(at), severity, code: error.code, message: error.message })
  }
  if (boots === null) return
  for (const file of filesOf(boots)) {
    if (!isOfTree(file.url)) continue
    const problem = await tree.problem(file.url, {
      isKernel: file === boots.kernel && boots.xen === undefined,
      mayBeEmpty: boots.initrdAlignment !== undefined && boots.initrds.includes(file),
    })
    if (problem !== null)
      add({
        ...placeOf(boots, file, at),
        severity: 'error',
        ...problem,
        message: label === null ? problem.message : `label ${label}: ${problem.message}`,
      })
  }
}

/** The message without the tree's made-up server, and without the place, which the finding has already. */
function tidied({ file, line, message }: Finding): string {
  const text = message.replaceAll(`tftp://${SERVER}/`, '')
  const told = ['', '/']
    .flatMap((slash) => [`${slash}${file}:${line}: `, `${slash}${file} line ${line}: `, `${slash}${file}: `])
    .find((place) => text.startsWith(place))
  return told === undefined ? text : text.slice(told.length)
}

const filesOf = ({ kernel, hypervisor, initrds }: BootEntry): BootFile[] =>
  [hypervisor, kernel, ...initrds].filter((file) => file !== null)

/** The place of the directive that names the file; else that of the label. */
function placeOf(entry: BootEntry, file: BootFile, at: CheckedLabel['at']) {
  const names = ({ value }: Origin): boolean => {
    const word = value.split(/[\s,]/)[0] ?? ''
    return `/${file.name}`.endsWith(`/${word.replace(/^\//, '')}`) || value.includes(file.name)
  }
  const origin = entry.origins.find(names)
  return origin === undefined ? placeIn(at) : placeIn({ ...origin, column: 1 })
}

const placeIn = ({ file, line, column }: CheckedLabel['at']) => ({ file: inTree(file), line, column })
