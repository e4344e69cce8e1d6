/** A message file as lines of text: DISPLAY and MENU HELP files, syslinux doc/syslinux.txt "DISPLAY FILE FORMAT". */

/** `<FF>` clears what came before, `<SUB>` ends the file; colours, pictures and modes are left out. Control characters stay. */
export function messageLines(text: string): string[] {
  const shown = text
    .replace(/\x1a[\s\S]*$/, '')
    .replace(/^[\s\S]*\f/, '')
    .replace(/\x0f[0-9a-f]{2}|\x18[^\n]*\n?|[\x0e\x10-\x17]/gi, '')
  return shown.split(/\r?\n/).map((line) => line.trimEnd())
}
