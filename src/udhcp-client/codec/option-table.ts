/** Converts raw options to typed values and back, by a table of option definitions. */

import type { RawOptions } from './option-area.ts'
import type { WireType } from './wire-types.ts'

/** One row of a table: the option's number and how its value is written. */
export interface OptionDefinition {
  code: number
  type: WireType<unknown>
}

/** Options by the names that the program uses. */
export type OptionTable = Record<string, OptionDefinition>

/** The values of a table's options by name; an option that is absent or unreadable has none. */
export type OptionValues<Table extends OptionTable> = {
  -readonly [Name in keyof Table]?: Table[Name]['type'] extends WireType<infer Value> ? Value : never
}

/** The values of all options that `table` names and `raw` holds in readable form. */
export function readOptions<Table extends OptionTable>(table: Table, raw: RawOptions): OptionValues<Table> {
  const values = Object.entries(table).map(([name, { code, type }]) => {
    const bytes = raw.get(code)
    return [name, bytes && (type.decode(bytes) ?? undefined)] as const
  })
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as OptionValues<Table>
}

/** Codes of the options that are present but do not hold a value of their type: they count as absent. */
export function unreadableOptions(table: OptionTable, raw: RawOptions): number[] {
  return Object.values(table)
    .filter(({ code, type }) => {
      const bytes = raw.get(code)
      return bytes !== undefined && type.decode(bytes) === null
    })
    .map(({ code }) => code)
}

/** `values` as raw options, in the order of their keys. */
export function writeOptions<Table extends OptionTable>(
  table: Table,
  values: OptionValues<Table>,
): RawOptions {
  const raw = new Map<number, Buffer>()
  for (const [name, value] of Object.entries(values)) {
    const definition = table[name]
    if (definition && value !== undefined) raw.set(definition.code, definition.type.encode(value))
  }
  return raw
}
