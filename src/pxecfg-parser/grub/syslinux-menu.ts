/** Converts a PXELINUX configuration to a script of GRUB 2, as far as syslinux_configfile does. Source: GRUB lib/syslinux_parse.c. */

interface Label {
  name: string
  title: string
  kernel: string
  append: string
  initrd: string
  local: boolean
}

/** The script. */
export function syslinuxScript(text: string): string {
  const labels: Label[] = []
  let usual = ''
  let timeout = ''
  for (const line of text.split('\n')) {
    const [, keyword = '', value = ''] = /^\s*(menu\s+\S+|\S+)\s*(.*?)\s*$/i.exec(line) ?? []
    const label = labels.at(-1)
    switch (keyword.toLowerCase().replace(/\s+/, ' ')) {
      case 'default':
        usual = value
        break
      case 'timeout':
        timeout = value
        break
      case 'label':
        labels.push({ name: value, title: value, kernel: '', append: '', initrd: '', local: false })
        break
      case 'menu label':
        if (label !== undefined) label.title = value.replaceAll('^', '')
        break
      case 'menu default':
        if (label !== undefined) usual = label.name
        break
      case 'kernel':
      case 'linux':
        if (label !== undefined) label.kernel = value
        break
      case 'append':
        if (label !== undefined) label.append = value
        break
      case 'initrd':
        if (label !== undefined) label.initrd = value
        break
      case 'localboot':
        if (label !== undefined) label.local = true
    }
  }
  const seconds = /^\d+$/.test(timeout) ? Math.floor((Number(timeout) + 9) / 10) : null
  return [
    ...(usual === '' ? [] : [`set default=${quote(usual)}`]),
    ...(seconds === null || seconds === 0 ? [] : [`set timeout=${seconds}`]),
    ...labels.map(entry),
    '',
  ].join('\n')
}

function entry({ name, title, kernel, append, initrd, local }: Label): string {
  const inWords = /(?:^|\s)initrd=(\S+)/.exec(append)?.[1] ?? ''
  const files = (initrd === '' ? inWords : initrd).split(',').filter((file) => file !== '')
  const words = append.split(/\s+/).filter((word) => word !== '')
  const body = local
    ? ['exit']
    : [
        `linux ${[placed(kernel), ...words].map(quote).join(' ')}`,
        ...(files.length === 0 ? [] : [`initrd ${files.map((file) => quote(placed(file))).join(' ')}`]),
      ]
  return [`menuentry ${quote(title)} --id ${quote(name)} {`, ...body, '}'].join('\n')
}

/** The configuration's directory counts as the root of the server. */
function placed(file: string): string {
  return file.startsWith('/') ? `//${file}` : `///${file}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'"'"'`)}'`
}
