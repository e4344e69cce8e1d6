/** `check DIR`: checks a boot tree's configurations and files, for its CI. */

import type { ExpectedTree } from '../check/check-guests.ts'
import { CHECK_FORMATS, formatCheck } from '../check/findings.ts'
import { command } from '../command.ts'
import { print } from '../log/print.ts'
import { guestOptions } from '../request/options.ts'

const LIMIT_MS = 600_000

export const check = command({
  name: 'check',
  summary: 'check every configuration of a boot tree and the files of every entry',
  positionals: { directory: { required: true, describe: "the boot server's root" } },
  options: {
    json: { type: 'boolean', describe: 'the same as --format=json' },
    format: { choices: CHECK_FORMATS, default: 'text', describe: 'how findings are written' },
    'config-dir': {
      type: 'string',
      requiresArg: true,
      describe: 'name of the folders that hold configurations (default: pxelinux.cfg)',
    },
    expect: {
      type: 'string',
      requiresArg: true,
      completes: 'path',
      describe: 'what guests must boot: an ini file with a [guest "MAC or host"] section for each',
    },
    hosts: guestOptions.hosts,
  } as const,
  examples: [
    ['tspxeboot check tftpboot', 'every configuration of a tree and its files'],
    ['tspxeboot check tftpboot --expect guests.ini', 'and whether each guest boots what it should'],
  ],
  read: ({ directory, json, format, expect, hosts, 'config-dir': configDir }) => ({
    directory,
    expect: expect ?? null,
    store: hosts ?? null,
    configDir: configDir ?? null,
    format: json === true ? ('json' as const) : format,
  }),
  /** The exit status is 1 if there are errors; warnings do not count. */
  async run({ directory, configDir, format, expect, store }) {
    const [{ checkTree }, { runLimits }] = await Promise.all([
      import('../check/check-tree.ts'),
      import('./signals.ts'),
    ])
    const limits = runLimits(LIMIT_MS)
    const { signal } = limits
    const found = await Promise.all([
      checkTree(directory, configDir, signal),
      expect === null ? null : checkExpectations({ file: expect, store, directory, configDir }, signal),
    ]).finally(limits.release)
    const all = { ...found[0], ...found[1], findings: found.flatMap((part) => part?.findings ?? []) }
    print(process.stdout, formatCheck(all, format, directory))
    return all.findings.some(({ severity }) => severity === 'error') ? 1 : 0
  },
})

async function checkExpectations(expected: ExpectedTree, signal: AbortSignal) {
  const { checkGuests } = await import('../check/check-guests.ts')
  return checkGuests(expected, signal)
}
