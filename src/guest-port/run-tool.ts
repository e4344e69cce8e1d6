/** Runs iproute2 and util-linux, never by a shell; what they say on failure becomes our error. */

import { BootError } from '../boot-error.ts'
import { startProgram } from '../start-program.ts'

/**
 * Where tools are looked for: the system's own folders, which dom0's PATH may lack, then those of the caller's PATH,
 * except empty and relative ones, which would mean whatever folder the caller happens to be in.
 */
export const TOOL_PATH = toolPath(process.env.PATH)

/** TOOL_PATH for a caller whose PATH is `callers`. */
export function toolPath(callers = ''): string {
  const absolute = callers.split(':').filter((folder) => folder.startsWith('/'))
  return ['/usr/sbin', '/usr/bin', '/sbin', '/bin', ...absolute].join(':')
}

const PACKAGES: Record<string, string> = {
  bridge: 'iproute2',
  ip: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
}

/** Far more than they take on the busiest host. */
const LIMIT_MS = 30_000

/** The standard output of `tool`. `input` goes to its standard input. Throws E_NETWORK, or E_PERMISSION if privileges are missing. */
export function runTool(tool: string, words: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = startProgram(tool, words, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: TOOL_PATH, LC_ALL: 'C' },
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    })
    const output: Buffer[] = []
    const said: Buffer[] = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => said.push(chunk))
    child.once('error', (cause) => reject(missingTool(tool, cause)))
    child.once('close', (status) => {
      if (status === 0) resolve(Buffer.concat(output).toString())
      else reject(toolError(tool, words, status, Buffer.concat(said).toString()))
    })
    // A tool that ends early closes its input; its exit status says why.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

/** The error for a tool that could not be started at all. */
export function missingTool(tool: string, cause: unknown): BootError {
  return new BootError('E_NETWORK', {
    what: `cannot run ${tool}: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}`,
    hint: `install the package ${PACKAGES[tool] ?? tool}`,
    cause,
  })
}

/** `status` is null if it was killed for taking too long. */
function toolError(tool: string, words: readonly string[], status: number | null, stderr: string): BootError {
  const why = status === null ? `it did not end within ${LIMIT_MS / 1000} s` : `exit status ${status}`
  const said = stderr.trim().replace(/\s*\n\s*/g, '; ') || why
  const denied = /not permitted|permission denied/i.test(said)
  return new BootError(denied ? 'E_PERMISSION' : 'E_NETWORK', {
    what: `${tool} ${words.join(' ')}: ${said}`,
    ...(denied ? { hint: 'run as root (in dom0), or in a namespace of your own: tspxeboot lab' } : {}),
  })
}
