// Inputs that look like iPXE scripts, and what must hold whatever they are.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts have this syntax
import fc from 'fast-check'
import { type Played, playProgram } from '../../src/pxecfg-parser/index.ts'
import { SCRIPT_COMMANDS } from '../../src/pxecfg-parser/ipxe/commands/index.ts'
import { ipxe } from '../../src/pxecfg-parser/ipxe/index.ts'
import { fuzzHost, insistPlayed } from './fuzz-play.ts'
import { fuzzLines, fuzzWord } from './fuzz-words.ts'
import { ipxeCases } from './ipxe-case.ts'
import { LEASE } from './lease.ts'
import type { TreeValue } from './pxelinux-case.ts'

const WORDS = [
  ...'a b vmlinuz i.gz two.ipxe boot.ipxe missing net0 netX 0x80 -1 99999999999 || && : ; # \\ "'.split(' '),
  ...'${a} ${b} ${${a}} ${ ${a:hex} ${net0/mac:hexhyp} ${uuid} ${platform} ${a:nosuch} ${12:string} ${cwduri} }'.split(
    ' ',
  ),
  ...'--name --timeout --key --default --autofree --replace --gap -- -n -k --drive 5 0 true string'.split(
    ' ',
  ),
  ...'a:hex net0/b x/y/z:ipv4 password root-path:uriencode http://h/a?b#c tftp://h/a ../a //h/x file:/x ##params'.split(
    ' ',
  ),
]
const LINES = [
  ...[
    'kernel vmlinuz ${a}',
    'initrd i.gz',
    'boot',
    'chain two.ipxe',
    'set a ${a}${a}x',
    'set a:hex 0a:00:ff',
  ],
  ...[
    'menu',
    'item a A',
    'item --gap',
    'choose a && goto ${a}',
    'goto b',
    ':a',
    ':b',
    'inc a',
    'read a',
    'login',
  ],
  ...[
    'params',
    'param a ${a}',
    'chain two.ipxe##params',
    'isset ${a} || goto c',
    'prompt --timeout 1 x',
    ':c',
    'exit 0',
  ],
]

/** Scripts whose results a real iPXE confirmed, but for those that are about size and loops. */
const CASES = ipxeCases()
  .filter(({ group }) => group !== 'hostile')
  .flatMap(({ input }) => Object.values(input.tree))
  .filter((file): file is string => typeof file === 'string' && file.startsWith('#!') && file.length < 3000)

const word = fuzzWord(WORDS)
const command = fc.constantFrom(...SCRIPT_COMMANDS.keys())
const spoken = fc
  .tuple(command, fc.array(word, { maxLength: 4 }))
  .map(([name, words]) => [name, ...words].join(' '))
const line = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...LINES) }, { weight: 3, arbitrary: spoken })
const joined = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\n', '\r\n', ' \\\n', ' || ', ' && ', '\0')), {
    maxLength: 20,
  })
  .map((lines) => lines.flat().join(''))
/** Hardly ever with a way back: an endless script is a million commands, and one teaches as much as a thousand. */
const mostlyForward = (texts: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> =>
  fc
    .tuple(texts, fc.integer({ min: 1, max: most }))
    .map(([text, chance]) => (chance === most ? text : labelsLast(text)))
const made = fc
  .tuple(
    fc.constantFrom('#!ipxe\n', '#!ipxe\n', '#!ipxe\n', '#!gpxe\n', '#!ipxe', ''),
    mostlyForward(joined, 2000),
    fc.constantFrom('', '\nkernel vmlinuz ${a}\nboot\n'),
  )
  .map((parts) => parts.join(''))
/** A script of a case with some lines of others in it. */
const changed = mostlyForward(fuzzLines(CASES, line), 10)
const script = fc.oneof(made, changed)
const noise = fc
  .uint8Array({ maxLength: 400 })
  .map((bytes) => `#!ipxe\n${Buffer.from(bytes).toString('latin1')}`)

/** The script that DHCP names, and one that it can lead to. */
export const ipxeInputs = fc.tuple(
  fc.oneof({ weight: 5, arbitrary: script }, { weight: 1, arbitrary: noise }),
  script,
)

/** The same with every label behind the gotos that lead to it. */
function labelsLast(text: string): string {
  const lines = text.split('\n')
  const isLabel = (line: string) => line.startsWith(':')
  return [...lines.filter((line) => !isLabel(line)), ...lines.filter(isLabel), ''].join('\n')
}

/** Plays a script with nobody there, and with a person; throws where something is wrong with the program. */
export async function playIpxeFuzz([first = '', second = '']: readonly string[]): Promise<Played> {
  const tree: Record<string, TreeValue> = {
    'boot.ipxe': { latin1: first },
    'two.ipxe': { latin1: second },
    'sub.ipxe': { latin1: second },
    vmlinuz: { size: 1024, kind: 'linux' },
    'i.gz': { size: 100, kind: 'initrd' },
    'initrd.img': { size: 100, kind: 'initrd' },
  }
  const client = { mac: '00:16:3e:aa:bb:cc', uuid: null, lease: { ...LEASE, bootFile: 'boot.ipxe' } }
  const played = await playProgram(ipxe, client, {}, fuzzHost(tree, null))
  insistPlayed(played)
  insistPlayed(await playProgram(ipxe, client, {}, fuzzHost(tree, first.length)))
  return played
}
