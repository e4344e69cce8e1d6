/** `lab`: the exit status is the command's; what the server does is told on standard error. */

import { BootError } from '../../boot-error.ts'
import { runLab } from '../../server/index.ts'
import { endedBySignal, labOptions, type SettingWords, serverLog } from './serve.ts'

/** The options as the command line has them; undefined: not given. */
export interface LabWords extends SettingWords {
  tree: string | undefined
  /** Program and arguments. */
  command: string[]
}

export async function runLabCommand(words: LabWords): Promise<number> {
  if (words.command.length === 0) {
    throw new BootError('E_USAGE', {
      what: 'lab needs a command to run',
      hint: 'tspxeboot lab --tree=DIR -- COMMAND; serve DIR --lab stands without one',
    })
  }
  const lab = labOptions(words, words.tree ?? null, words.command)
  return runLab(lab, endedBySignal(), serverLog(words['log-format']))
}
