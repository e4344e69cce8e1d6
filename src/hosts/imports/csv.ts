/** Reads hosts from a table: CSV with a header (RFC 4180), separated by commas, semicolons or tabs. */

import { CsvError, parse } from 'csv-parse/sync'
import { type Foreign, nothing, type Place, unreadable } from './imported.ts'

/** Other programs' names of columns, without blanks, dashes and underscores. Any other name is a key of a host. */
const COLUMNS = new Map([
  ...['name', 'host', 'hostname'].map((name) => [name, 'name'] as const),
  ...['mac', 'macaddress', 'hwaddr', 'hwaddress', 'hardwareaddress'].map((name) => [name, 'mac'] as const),
  ...['ip', 'ipaddress', 'ipv4', 'ipv4address', 'address'].map((name) => [name, 'ip'] as const),
])

/** A row of a table, by column names. */
export interface Row extends Place {
  values: ReadonlyMap<string, string>
}

/** Whether a text begins with a header that names hosts. */
export function isHostTable(text: string): boolean {
  const columns = headerOf(text).map(columnOf)
  return columns.length > 1 && columns.includes('name') && (columns.includes('mac') || columns.includes('ip'))
}

/** The hosts of the table. */
export function readCsv(file: string, text: string): Foreign {
  const hosts = readTable(file, text, columnOf).map(({ values: cells, line }) => {
    const values = new Map(cells)
    const take = (key: string) => {
      const value = values.get(key) ?? null
      values.delete(key)
      return value
    }
    return { name: take('name'), mac: take('mac'), ip: take('ip'), values, file, line }
  })
  return { ...nothing(), hosts }
}

/** The rows below the header; empty cells are left out. Throws E_HOSTS_INVALID with file and line. */
export function readTable(file: string, text: string, column: (header: string) => string): Row[] {
  try {
    const records = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      bom: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    const header = records.shift()?.record.map(column) ?? []
    return records.map(({ record, info }) => ({
      values: new Map(record.flatMap((cell, at) => (cell === '' ? [] : [[header[at] ?? '', cell]]))),
      file,
      line: info.lines,
    }))
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    throw unreadable({ file, line: Number(cause.lines) || 1 }, cause.message)
  }
}

function headerOf(text: string): string[] {
  const line = /[^\r\n]+/.exec(text)?.[0] ?? ''
  return line.split(delimiterOf(text)).map((name) => name.trim().replace(/^"(.*)"$/, '$1'))
}

/** Of a comma, a semicolon and a tab, the one that is most frequent in the header. */
function delimiterOf(text: string): string {
  const line = /[^\r\n]+/.exec(text)?.[0] ?? ''
  const count = (mark: string) => line.split(mark).length
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}

function columnOf(header: string): string {
  const name = header.toLowerCase().trim()
  return COLUMNS.get(name.replace(/[\s_-]/g, '')) ?? name
}
