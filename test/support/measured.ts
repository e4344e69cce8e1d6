/** What a test measured and nobody judges: a line that scripts/run-tests.ts passes on, at the start of a line for that. */
export function measured(what: string): void {
  console.log(`\nmeasured: ${what}`)
}
