/** What the report says about a local boot's kernel, ramdisk and command line. */

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BootError } from '../../boot-error.ts'
import type { BootRequest } from '../boot-task.ts'
import type { BootReport } from '../report.ts'
import type { BootResult } from '../results/boot-result.ts'

/** The domain's own files are named by where they came from, pygrub's by where it put them. Its dry run has none. */
export async function localFiles(
  { domain, notReally }: Pick<BootRequest, 'domain' | 'notReally'>,
  { kernel, ramdisk, args }: BootResult,
  signal: AbortSignal,
): Promise<Pick<BootReport, 'kernel' | 'ramdisk' | 'args'>> {
  const origin = domain.kernel === null ? { kernel, ramdisk } : domain
  if (notReally && domain.kernel === null) return { kernel: null, ramdisk: null, args }
  const measured = (path: string) =>
    notReally ? { path: null, bytes: null, sha256: null } : measure(path, signal)
  return {
    kernel: { url: fileUrl(origin.kernel ?? kernel), ...(await measured(kernel)) },
    ramdisk:
      ramdisk === null ? null : { urls: [fileUrl(origin.ramdisk ?? ramdisk)], ...(await measured(ramdisk)) },
    args,
  }
}

function fileUrl(path: string): string {
  return pathToFileURL(resolve(path)).href
}

async function measure(
  path: string,
  signal: AbortSignal,
): Promise<{ path: string; bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const chunk of createReadStream(path, { signal })) {
      hash.update(chunk)
      bytes += chunk.length
    }
  } catch (cause) {
    signal.throwIfAborted()
    const { code } = cause as NodeJS.ErrnoException
    throw new BootError('E_LOCAL_BOOT', { what: `cannot read ${path}, which pygrub named: ${code}`, cause })
  }
  return { path, bytes, sha256: hash.digest('hex') }
}
