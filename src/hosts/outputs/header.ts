/** The line that every written file begins with. */

/** `comment`: what begins one in the file's language. */
export function header(comment: string, store: string): string {
  return `${comment} Written by tspxeboot from ${store}: change it there, then run tspxeboot hosts apply.\n`
}
