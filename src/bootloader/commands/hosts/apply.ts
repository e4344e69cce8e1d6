/** `hosts apply`: writes the configurations that the store describes. */

import type { Applied } from '../../../hosts/outputs/index.ts'
import { hostsCommand } from './hosts-command.ts'
import { flag } from './options.ts'
import { warn } from './place.ts'

export const apply = hostsCommand({
  name: 'apply',
  summary: 'write the configurations that the store describes, and reload the servers',
  options: {
    'dry-run': flag('write nothing, but say what would be written'),
    diff: flag('write nothing, but show what would change'),
    'exit-code': flag('with --dry-run or --diff: exit status 1 if something would change'),
    force: flag('overwrite files that tspxeboot did not write, or that were edited'),
  },
  examples: [
    ['tspxeboot hosts apply', 'after hosts add, set or remove'],
    ['tspxeboot hosts apply --diff', 'shows what would change'],
  ],
  async work({ read, state }, given): Promise<Applied & { diff?: string }> {
    // Root's umask must not keep the files from the servers, which run as other users.
    process.umask(0o022)
    const { applyStore, diffOf, prospectOf } = await import('../../../hosts/outputs/index.ts')
    const force = given.force ?? false
    if (!isDry(given)) return applyStore(read(), { folder: state, force, onWarning: warn })
    const { changes, unchanged } = (await prospectOf(read(), { folder: state, force })).plan
    return {
      written: changes.filter(({ after }) => after !== null).map(({ path }) => path),
      removed: changes.filter(({ after }) => after === null).map(({ path }) => path),
      unchanged,
      reloaded: [],
      ...(given.diff ? { diff: changes.map(diffOf).join('') } : {}),
    }
  },
  sentences: ({ diff, ...applied }, given) =>
    diff === undefined ? sentences(applied, isDry(given)) : diff.split('\n').slice(0, -1),
  status: ({ written, removed }, given) =>
    isDry(given) && given['exit-code'] && written.length + removed.length > 0 ? 1 : 0,
})

function isDry(given: { 'dry-run'?: boolean | undefined; diff?: boolean | undefined }): boolean {
  return given['dry-run'] === true || given.diff === true
}

function sentences({ written, removed, reloaded }: Applied, isDry: boolean): string[] {
  const would = isDry ? 'would be ' : ''
  if (written.length + removed.length + reloaded.length === 0)
    return ['nothing to do: everything is as the store says']
  return [
    ...written.map((path) => `${would}written: ${path}`),
    ...removed.map((path) => `${would}removed: ${path}`),
    ...reloaded.map((output) => `reloaded: ${output}`),
  ]
}
