/** `check DIR`: a boot tree's configurations and files, for its CI. */

import { checkTree } from '../check/check-tree.ts'
import { type CheckFormat, formatCheck } from '../check/findings.ts'
import { runLimits } from './signals.ts'

const LIMIT_MS = 600_000

/** The exit status is 1 where something is wrong; warnings alone are none. */
export async function runCheck(directory: string, configDir: string, format: CheckFormat): Promise<number> {
  const limits = runLimits(LIMIT_MS)
  const check = await checkTree(directory, configDir, limits.signal).finally(limits.release)
  process.stdout.write(formatCheck(check, format, directory))
  return check.findings.some(({ severity }) => severity === 'error') ? 1 : 0
}
