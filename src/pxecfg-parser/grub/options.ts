/** Parses the options of a command: `--name`, `--name=VALUE`, `--name VALUE`, `-n`. Source: GRUB lib/arg.c. */

/** The short name of each option, and whether it takes a value. */
export type OptionTable = Readonly<Record<string, { short?: string; value: boolean }>>

/** Options and other words. */
export interface Parsed {
  /** Values in order; `''` for options without one. */
  options: Map<string, string[]>
  words: string[]
}

/**
 * null: an option is unknown or lacks its value. Options may come anywhere before `--`. `lenient`: unknown options are
 * words, as for menuentry.
 */
export function parseOptions(args: readonly string[], table: OptionTable, lenient = false): Parsed | null {
  const parsed: Parsed = { options: new Map(), words: [] }
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--') {
      parsed.words.push(...args.slice(at + 1))
      break
    }
    if (!arg.startsWith('-') || arg === '-') {
      parsed.words.push(arg)
      continue
    }
    const found = arg.startsWith('--') ? longOption(arg, table) : shortOption(arg, table)
    if (found === null && lenient) {
      parsed.words.push(arg)
      continue
    }
    if (found === null) return null
    let value = found.value
    // a value of its own begins with no dash
    if (table[found.name]?.value && value === null && !args[at + 1]?.startsWith('-'))
      value = args[++at] ?? null
    if (table[found.name]?.value && value === null) return null
    parsed.options.set(found.name, [...(parsed.options.get(found.name) ?? []), value ?? ''])
  }
  return parsed
}

function longOption(arg: string, table: OptionTable): { name: string; value: string | null } | null {
  const equals = arg.indexOf('=')
  const name = arg.slice(2, equals < 0 ? undefined : equals)
  return Object.hasOwn(table, name) ? { name, value: equals < 0 ? null : arg.slice(equals + 1) } : null
}

function shortOption(arg: string, table: OptionTable): { name: string; value: string | null } | null {
  const found = Object.entries(table).find(([, { short }]) => short === arg[1])
  if (found === undefined) return null
  return { name: found[0], value: arg.length > 2 ? arg.slice(2) : null }
}
