/** What is wrong or odd about one configuration: what its program says, and the files of its entries. */

import type { BootEntry, BootFile, Checked, CheckedLabel, Origin } from '../../pxecfg-parser/index.ts'
import { type CachedTree, inTree, isOfTree, SERVER } from './cached-tree.ts'

/** Something to mend, or to know. `file`: from the tree's root; `line` and `column` from 1. */
export interface Finding {
  file: string
  line: number
  column: number
  severity: 'error' | 'warning'
  /** A warning of the parser, an E_ code, or `file-missing`. */
  code: string
  message: string
}

type Add = (finding: Finding) => void

/** Findings about a configuration and its entries. */
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
    // Programs that a guest's host cannot run are of use to real machines.
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

/** The server is the tree's own and has no name; the finding has its place already. */
function tidied({ file, line, message }: Finding): string {
  const text = message.replaceAll(`tftp://${SERVER}/`, '')
  const told = ['', '/']
    .flatMap((slash) => [`${slash}${file}:${line}: `, `${slash}${file} line ${line}: `, `${slash}${file}: `])
    .find((place) => text.startsWith(place))
  return told === undefined ? text : text.slice(told.length)
}

const filesOf = ({ kernel, hypervisor, initrds }: BootEntry): BootFile[] =>
  [hypervisor, kernel, ...initrds].filter((file) => file !== null)

/** Where the directive stands that names the file; the label's own place where none does. */
function placeOf(entry: BootEntry, file: BootFile, at: CheckedLabel['at']) {
  const names = ({ value }: Origin): boolean => {
    const word = value.split(/[\s,]/)[0] ?? ''
    return `/${file.name}`.endsWith(`/${word.replace(/^\//, '')}`) || value.includes(file.name)
  }
  const origin = entry.origins.find(names)
  return origin === undefined ? placeIn(at) : placeIn({ ...origin, column: 1 })
}

const placeIn = ({ file, line, column }: CheckedLabel['at']) => ({ file: inTree(file), line, column })
