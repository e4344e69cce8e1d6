/** Keeps passwords of URLs out of logs and reports. */

/** `scheme://user:password@host` shows `***` for the password. */
export function withoutPasswords(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/@:?#]*):[^\s/?#]*@/gi, '$1:***@')
}
