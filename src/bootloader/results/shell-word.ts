/** One word for a POSIX shell. */

/** As it is where no shell would touch it, else in single quotes (POSIX 2.2.2). */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
