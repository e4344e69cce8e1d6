/** Makes the man page tspxeboot(8) from the table of commands and the list of error codes. */

import { ERROR_CODES } from '../../boot-error.ts'
import type { CommandNode, OptionTable } from '../command.ts'
import { VERSION } from '../version.ts'
import { COMMON_OPTIONS, commandPages, type Page } from './pages.ts'

/** The page in man(7)'s macros. */
export function manPage(nodes: readonly CommandNode[]): string {
  const [boot, ...commands] = commandPages(nodes)
  if (boot === undefined) throw new Error('there are no commands')
  return `${[
    `.TH TSPXEBOOT 8 "" "tspxeboot ${VERSION}" "System Administration"`,
    '.SH NAME',
    'tspxeboot \\- play the PXE boot of a virtual machine on its host',
    '.SH SYNOPSIS',
    '.B tspxeboot',
    '[OPTION]... [GUEST\\-WORD]... [DISK]',
    ...commands.flatMap(({ words, rest }) => [
      '.br',
      `.B tspxeboot ${roff(words)}`,
      rest === null ? '[OPTION]...' : `[OPTION]... \\-\\- ${roff(rest)}`,
    ]),
    '.SH DESCRIPTION',
    "A hypervisor host runs tspxeboot when it creates a guest. It joins the guest's network with the guest's MAC address,",
    'gets the lease, acts as the boot program that DHCP names, downloads the kernel and initrd or hands over to pygrub, and',
    'prints the result in the format that the hypervisor reads.',
    '.PP',
    'A GUEST\\-WORD is key=value[,key=value...] in the syntax of',
    '.BR xl\\-network\\-configuration (5),',
    "such as mac=00:16:3e:11:22:33 and bridge=xenbr0; uuid= names the guest's UUID. DISK is the domain's first disk.",
    '.SH OPTIONS',
    ...optionLines({ ...boot.options, ...COMMON_OPTIONS }),
    '.SH COMMANDS',
    ...commands.flatMap((page) => commandLines(page, boot.options)),
    '.SH EXAMPLES',
    ...[boot, ...commands]
      .flatMap(({ examples }) => examples)
      .flatMap(([call, what]) => ['.TP', `.B ${roff(call)}`, roff(what)]),
    '.SH FILES',
    '.TP',
    '.I /etc/tspxeboot.ini',
    'Site settings: section [defaults] and sections [guest "MAC"], keys named as the long options. The command line wins.',
    '.SH EXIT STATUS',
    '0: done. 1: the boot failed. 2: usage error.',
    '.SH DIAGNOSTICS',
    'The last line on standard error names an error code, what happened, and what to do. The codes are',
    `${ERROR_CODES.map((code) => roff(code)).join(', ')}.`,
    '.SH SEE ALSO',
    '.BR xl.cfg (5),',
    '.BR xl\\-network\\-configuration (5),',
    '.BR pygrub (8),',
    '.BR pxelinux (1)',
  ].join('\n')}\n`
}

/** The boot's own options are only named, because they are described above. */
function commandLines({ words, summary, positionals, options }: Page, known: OptionTable): string[] {
  const own = Object.entries(options).filter(([name, option]) => known[name] !== option)
  const shared = Object.keys(options).filter((name) => known[name] === options[name])
  return [
    `.SS ${roff(words)}`,
    `${roff(sentence(summary))}`,
    ...Object.entries(positionals).map(([name, { describe }]) => `${roff(name)}: ${roff(describe)}.`),
    ...optionLines(Object.fromEntries(own)),
    ...(shared.length === 0
      ? []
      : ['.PP', `And, as above: ${shared.map((name) => roff(`--${name}`)).join(', ')}.`]),
  ]
}

function optionLines(options: OptionTable): string[] {
  return Object.entries(options).flatMap(([name, { alias, type, describe, choices, default: value }]) => {
    const short = typeof alias === 'string' ? `\\-${alias}, ` : ''
    const choice = choices === undefined ? '' : ` One of ${choices.join(', ')}.`
    const standard = value === undefined ? '' : ` Default: ${value}.`
    return [
      '.TP',
      `.BR ${short.replace(/ $/, '\\ ')}${roff(`--${name}`)}${type === 'boolean' ? '' : ` =${name.toUpperCase().replaceAll('-', '\\-')}`}`,
      roff(`${sentence(String(describe ?? ''))}${choice}${standard}`),
    ]
  })
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`

/** Escapes roff's special characters; a line must not begin with a control character. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1')
