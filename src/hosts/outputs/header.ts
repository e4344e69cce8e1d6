/** The line that every written file begins with. */

/** The line with its end. `comment`: what begins a comment in the file's language. */
export function header(comment: string, store: string): string {
  return `${comment} Written by tspxeboot from ${store}: change it there, then run tspxeboot hosts apply.\n`
}
