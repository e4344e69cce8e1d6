/** What the sections of the report share. */

/** A section of the report; one without lines is left out. Lines are byte text. */
export interface Section {
  title: string
  lines: string[]
}

/** Rows as lines with aligned cells; the last cell is not padded. */
export function columns(rows: string[][]): string[] {
  const widths = rows.reduce<number[]>((known, row) => {
    for (const [at, cell] of row.slice(0, -1).entries())
      known[at] = Math.max(known[at] ?? 0, Math.min(cell.length, 40))
    return known
  }, [])
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

/** The place of a directive, as people write it. */
export function placeOf({ file, line }: { file: string; line: number }): string {
  return `${file}:${line}`
}
