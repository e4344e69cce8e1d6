// Inputs that look like boot configurations, and what must hold whatever they are.
import fc from 'fast-check'
import { TEXT_FORMATS } from '../../src/bootloader/results/formats.ts'
import { formatResult } from '../../src/bootloader/results/write.ts'
import { CONFIG_LIMITS, type Played } from '../../src/pxecfg-parser/index.ts'
import { KERNEL_TYPES } from '../../src/pxecfg-parser/pxelinux/parse/kernel-types.ts'
import { COMMAND_BYTES } from '../../src/pxecfg-parser/pxelinux/run/command-line.ts'
import { insistPlayed } from './fuzz-play.ts'
import { fuzzWord } from './fuzz-words.ts'
import type { PxelinuxCase, TreeValue } from './pxelinux-case.ts'
import { checkPxelinux, clientOf, playPxelinux, treeHost } from './pxelinux-host.ts'

const KEYWORDS = [
  ...KERNEL_TYPES,
  ...'label append initrd sysappend ipappend default ui timeout totaltimeout ontimeout onerror allowoptions'.split(
    ' ',
  ),
  ...'prompt implicit noescape include text endtext say font f1 nonsense lable'.split(' '),
]
const MENU_KEYWORDS =
  'label title default hide passwd separator disable indent begin end quit goto exit help start include hidden hiddenkey shiftkey clear immediate noimmediate onerror autoboot master color nonsense'.split(
    ' ',
  )
const NAMES = [
  ...'a b c vmlinuz i.gz menu.c32 vesamenu.c32 mboot.c32 linux.c32 chain.c32 ifcpu64.c32 whichsys.c32 config.c32 cmd.c32'.split(
    ' ',
  ),
  ...'reboot.c32 x.0 x.bin two.cfg three.cfg pxelinux.cfg/default ~ .top s - --- -- -pxe- 0 1 -1 0x3 077 999999999999'.split(
    ' ',
  ),
  ...'::a 192.0.2.9::b tftp://h/a%20b http://h/a?b gopher://h/a initrd= initrd=i.gz,i.gz initrd=, ^x x^y __proto__ , #'.split(
    ' ',
  ),
]
const GAPS = [' ', ' ', ' ', '  ', '\t', '', '\x01', '\xa0']
const ENDS = ['\n', '\n', '\n', '\n', '\r\n', '\r', '', '\0\n', ' \n']

const gap = fc.constantFrom(...GAPS)
const word = fuzzWord(NAMES)
const value = fc.array(fc.tuple(gap, word), { maxLength: 4 }).map((parts) => parts.flat().join(''))
const keyword = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...KEYWORDS) },
  { weight: 1, arbitrary: fc.constantFrom(...MENU_KEYWORDS).map((name) => `menu ${name}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'label a\nkernel vmlinuz\nappend',
      'label b\nkernel',
      'label b',
      'kernel vmlinuz',
      'menu begin s',
      'menu end',
      'LABEL c',
    ),
  },
)
const line = fc.tuple(gap, keyword, gap, value, fc.constantFrom(...ENDS)).map((parts) => parts.join(''))

const HEADS = [
  ...[
    '',
    '',
    'UI menu.c32\n',
    'UI menu.c32\nTIMEOUT 9\n',
    'UI menu.c32\nDEFAULT b\n',
    'DEFAULT a x y\n',
    'DEFAULT b\n',
  ],
  ...[
    'DEFAULT vmlinuz x initrd=i.gz\n',
    'PROMPT 1\nDEFAULT a\nONTIMEOUT c z\nTIMEOUT 1\n',
    'DEFAULT a\nONERROR b q\n',
  ],
]

/** Lines of directives, known and unknown, in any order; most often with something to run. */
export const grammar = fc
  .tuple(fc.constantFrom(...HEADS), fc.array(line, { maxLength: 24 }))
  .map(([head, lines]) => head + lines.join(''))

/** Any bytes. */
export const noise = fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes).toString('latin1'))

/** The main configuration and two that it can include. */
export const configurations = fc.tuple(
  fc.oneof({ weight: 4, arbitrary: grammar }, { weight: 1, arbitrary: noise }),
  grammar,
  grammar,
)

const CLIENT = clientOf({
  input: {
    client: {
      mac: '00:16:3e:aa:bb:cc',
      ip: '192.0.2.91',
      netmask: '255.255.255.0',
      server: '192.0.2.2',
      dhcp: { bootfile: 'pxelinux.0', siaddr: '192.0.2.2' },
    },
  },
} as unknown as PxelinuxCase)

/** Plays a configuration as nobody, and checks it; throws where something is wrong with the program. */
export async function playFuzz([main = '', second = '', third = '']: readonly string[]): Promise<Played> {
  const tree: Record<string, TreeValue> = {
    'pxelinux.cfg/default': { latin1: main },
    'two.cfg': { latin1: second },
    'three.cfg': { latin1: third },
    vmlinuz: { size: 1024, kind: 'linux' },
    'i.gz': { size: 100, kind: 'initrd' },
    a: { size: 1024, kind: 'linux' },
  }
  const played = await playPxelinux(CLIENT, {}, treeHost(tree))
  insist(played)
  const checked = await checkPxelinux(CLIENT, 'pxelinux.cfg/default', treeHost(tree))
  for (const { boots } of checked.labels) if (boots !== null) representable(boots.args)
  return played
}

function insist(played: Played): void {
  insistPlayed(played)
  if ((played.config?.includes.length ?? 0) > CONFIG_LIMITS.files) throw new Error('too many files')
  if (played.outcome !== 'boot' || played.entry === null) return
  const { entry } = played
  if (entry.cmdline.length > COMMAND_BYTES + 'BOOT_IMAGE='.length)
    throw new Error('a command line that is too long')
  if (entry.parts.map(({ text }) => text).join('') !== entry.cmdline)
    throw new Error('parts that are not the command line')
  representable(entry.cmdline)
  representable(entry.args)
}

/** Every result format can carry it: PXELINUX lets no such byte through. */
function representable(text: string): void {
  if (/[\0\r\n]|[^\0-\xff]/.test(text))
    throw new Error(`bytes that no output can carry: ${JSON.stringify(text)}`)
  for (const format of TEXT_FORMATS) formatResult({ kernel: '/k', ramdisk: '/r', args: text }, format)
}
