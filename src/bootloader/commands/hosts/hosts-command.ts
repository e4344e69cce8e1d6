/** Makes a `hosts` command from its definition: what it does with the store, and how it reports that. */

import {
  type Command,
  command,
  type Definition,
  type Given,
  type Option,
  type OptionTable,
  type Positional,
  type PositionalTable,
} from '../../command.ts'
import { printReport } from '../print-report.ts'
import { hostsOptions, hostsSettings } from './options.ts'
import { type HostsPlace, type HostsWords, hostsPlace } from './place.ts'

type HostsGiven<O extends OptionTable, P extends PositionalTable> = Given<O & typeof hostsOptions, P>

interface HostsDefinition<O extends OptionTable, P extends PositionalTable, Report>
  extends Pick<Definition<O, P, never>, 'name' | 'summary' | 'positionals' | 'examples'> {
  /** Options besides those of every `hosts` command. */
  options?: O
  /** Throws E_USAGE for words that contradict each other. */
  check?(given: HostsGiven<O, P>): void
  /** Does the work. --json prints what it returns. */
  work(place: HostsPlace, given: HostsGiven<O, P>): Promise<Report> | Report
  sentences(report: Report, given: HostsGiven<O, P>): readonly string[]
  /** The exit status; absent: 0. */
  status?(report: Report, given: HostsGiven<O, P>): number
}

/** The command. Site settings may say where the store and its state are. */
export function hostsCommand<
  O extends OptionTable = Record<never, Option>,
  P extends PositionalTable = Record<never, Positional>,
  Report = never,
>({ options, check, work, sentences, status, ...named }: HostsDefinition<O, P, Report>): Command {
  return command<O & typeof hostsOptions, P, HostsGiven<O, P>>({
    ...named,
    options: { ...options, ...hostsOptions } as O & typeof hostsOptions,
    settings: hostsSettings,
    read(given) {
      check?.(given)
      return given
    },
    async run(given) {
      const words: HostsWords = given
      const report = await printReport(
        words.json,
        async () => work(await hostsPlace(words), given),
        (found) => sentences(found, given),
      )
      return status?.(report, given) ?? 0
    },
  })
}
