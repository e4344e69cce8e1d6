/** Converts a menu.lst of GRUB 0.97 to a script of GRUB 2. Source: GRUB commands/legacycfg.c, lib/legacy_parse.c. */

/** What each command becomes; all others have no effect on a network boot. */
const COMMANDS: Record<string, (words: string) => string> = {
  default: (words) => `set default=${quote(words === 'saved' ? 'saved' : words)}`,
  fallback: (words) => `set fallback=${quote(words)}`,
  timeout: (words) => `set timeout=${quote(words)}`,
  hiddenmenu: () => 'set timeout_style=hidden',
  kernel: (words) => load(words.replace(/^(?:\s*--(?:type=\S+|no-mem-option))+\s*/, '')),
  initrd: (words) => `initrd ${split(words).map(quote).join(' ')}`,
  module: (words) => `module ${split(words).map(quote).join(' ')}`,
  modulenounzip: (words) => `module ${split(words).map(quote).join(' ')}`,
  root: (words) => (words.startsWith('(nd') ? 'true' : `set root=${quote(partition(words))}`),
  rootnoverify: (words) => (words.startsWith('(nd') ? 'true' : `set root=${quote(partition(words))}`),
  chainloader: (words) => `chainloader ${quote(split(words).at(-1) ?? '')}`,
  configfile: (words) => `legacy_configfile ${quote(words)}`,
  boot: () => 'boot',
  halt: () => 'halt',
  reboot: () => 'reboot',
}

/** The script. */
export function legacyScript(text: string): string {
  const lines: string[] = []
  let inEntry = false
  for (const line of text.split('\n')) {
    const [, keyword = '', words = ''] = /^\s*([A-Za-z]+)(?:[\s=]+(.*?))?\s*$/.exec(line) ?? []
    if (keyword.toLowerCase() === 'title') {
      lines.push(`${inEntry ? '}\n' : ''}menuentry ${quote(words)} { true`)
      inEntry = true
    } else {
      const name = keyword.toLowerCase()
      lines.push((Object.hasOwn(COMMANDS, name) ? COMMANDS[name]?.(words) : undefined) ?? '')
    }
  }
  return `${lines.join('\n')}\n${inEntry ? '}\n' : ''}`
}

/** Only the name tells a hypervisor from Linux, because its modules come later. */
function load(words: string): string {
  const [file = '', ...rest] = split(words)
  const command = /(?:^|[/)])xen[^/]*$/.test(file) ? 'multiboot' : 'linux'
  return `${command} ${[file, ...rest].map(quote).join(' ')}`
}

/** GRUB 0.97's (hd0,0) is (hd0,1). */
function partition(words: string): string {
  return words.replace(
    /^\((hd\d+),(\d+)/,
    (_, disk: string, number: string) => `(${disk},${Number(number) + 1}`,
  )
}

function split(words: string): string[] {
  return words.split(/\s+/).filter((word) => word !== '')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'"'"'`)}'`
}
