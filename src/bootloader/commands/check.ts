/** `check DIR`: a boot tree's configurations and files, for its CI. */

import { CHECK_FORMATS } from '../check/findings.ts'
import { command } from '../command.ts'

const LIMIT_MS = 600_000

export const check = command({
  name: 'check',
  summary: 'parse every configuration of a boot tree and look for the files of every entry',
  positionals: { directory: { required: true, describe: "the boot server's root" } },
  options: {
    json: { type: 'boolean', describe: 'the same as --format=json' },
    format: { choices: CHECK_FORMATS, default: 'text', describe: 'how findings are written' },
    'config-dir': {
      type: 'string',
      requiresArg: true,
      describe: 'name of the folders that hold configurations (default: pxelinux.cfg)',
    },
  } as const,
  examples: [['tspxeboot check tftpboot', 'every configuration of a tree and its files']],
  read: ({ directory, json, format, 'config-dir': configDir }) => ({
    directory,
    configDir: configDir ?? null,
    format: json === true ? ('json' as const) : format,
  }),
  /** The exit status is 1 where something is wrong; warnings alone do not count. */
  async run({ directory, configDir, format }) {
    const [{ checkTree }, { formatCheck }, { runLimits }] = await Promise.all([
      import('../check/check-tree.ts'),
      import('../check/findings.ts'),
      import('./signals.ts'),
    ])
    const limits = runLimits(LIMIT_MS)
    const found = await checkTree(directory, configDir, limits.signal).finally(limits.release)
    process.stdout.write(formatCheck(found, format, directory))
    return found.findings.some(({ severity }) => severity === 'error') ? 1 : 0
  },
})
