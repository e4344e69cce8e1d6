// Inputs that look like GRUB configurations, and what must hold whatever they are.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts have this syntax
import fc from 'fast-check'
import { COMMANDS } from '../../src/pxecfg-parser/grub/commands.ts'
import { grub } from '../../src/pxecfg-parser/grub/index.ts'
import { type Played, playProgram } from '../../src/pxecfg-parser/index.ts'
import { fuzzHost, insistPlayed } from './fuzz-play.ts'
import { fuzzLines, fuzzWord } from './fuzz-words.ts'
import { grubCases } from './grub-case.ts'
import { LEASE } from './lease.ts'
import type { TreeValue } from './pxelinux-case.ts'

const WORDS = [
  ...'a b /vmlinuz /i.gz /two.cfg (tftp)/vmlinuz (http,h)/x (hd0,1)/b $a ${b} "$a" $1 $@ $* $# $? ${a'.split(
    ' ',
  ),
  ...'-a -f -e -z -n = == != < -gt ! ( ) [ ] { } "{" ; & | # \' " \\ `x` * ? 0 1 -1 0x3 99999999999999'.split(
    ' ',
  ),
  ...'--id --users --unrestricted --hotkey --set --class -- root default timeout superusers prefix a=b a>b'.split(
    ' ',
  ),
  ...'(a*)*b ^(.*)\\1$ [[:alpha:]]+ a{1,99} a\\{5\\} .* __proto__ <& \\n'.split(' '),
]
const LINES = [
  ...[
    "menuentry 'A' --id a {",
    'menuentry b {',
    'submenu s {',
    '}',
    '} ; {',
    'function f {',
    'f a b',
    'linux /vmlinuz $a',
  ],
  ...[
    'initrd /i.gz',
    'boot',
    'set a="$a$a"',
    'set default=1',
    'set timeout=0',
    'for x in a b; do',
    'done',
    'break',
    'continue',
  ],
  ...[
    'while true; do',
    'until test $a = b; do',
    'if [ -f /i.gz ]; then',
    'else',
    'elif true; then',
    'fi',
    'source /two.cfg',
  ],
  ...[
    'configfile /two.cfg',
    'regexp --set a (a*)*b aaaaaaaaaaaaaaaaaaaaaaac',
    'eval $a',
    'set superusers=a',
    'password a b',
  ],
]

/** Configurations whose results the real GRUB confirmed, but for those that are about size and loops. */
const CASES = grubCases()
  .filter(({ group }) => group !== 'hostile')
  .flatMap(({ input }) => Object.entries(input.tree))
  .flatMap(([name, file]) =>
    /\.cfg/.test(name) && typeof file === 'string' && file.length < 3000 ? [file] : [],
  )

const word = fuzzWord(WORDS)
const command = fc.constantFrom(...COMMANDS.keys())
const spoken = fc
  .tuple(command, fc.array(word, { maxLength: 4 }))
  .map(([name, words]) => [name, ...words].join(' '))
const line = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...LINES) }, { weight: 2, arbitrary: spoken })
const script = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\n', '; ', '\r\n', ' \\\n', ' ', '\0')), {
    maxLength: 20,
  })
  .map((lines) => lines.flat().join(''))
/** Opens and closes nothing. */
const plain = line.filter((text) => !/[{}'"]|\b(?:do|done|then|else|elif|fi)\b/.test(text))
/** With its blocks closed in order, for else most scripts end at their first error. */
const block = fc.letrec<{ block: string }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    plain,
    fc
      .tuple(fc.constantFrom('menuentry a', 'submenu s', 'function f'), tie('block'))
      .map(([head, body]) => `${head} {\n${body}\n}`),
    tie('block').map((body) => `if test $a; then\n${body}\nelse\n${body}\nfi`),
    tie('block').map((body) => `for x in a b $a; do\n${body}\ndone`),
    fc.array(tie('block'), { maxLength: 6 }).map((bodies) => bodies.join('\n')),
  ),
})).block
/** A menu with entries that boot, and something else in between. */
const entry = fc
  .tuple(fc.constantFrom('a', '"b c"', 'd --id e', '$a f'), plain, word, word, plain)
  .map(
    ([title, before, argument, more, after]) =>
      `menuentry ${title} {\n${before}\nlinux /vmlinuz ${argument} ${more}\n${after}\ninitrd /i.gz\n}\n`,
  )
const menu = fc
  .tuple(fc.array(plain, { maxLength: 3 }), fc.array(entry, { minLength: 1, maxLength: 4 }), line)
  .map(([first, entries, last]) => [...first, ...entries, last, ''].join('\n'))
const changed = fuzzLines(CASES, line)
const noise = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('latin1'))

/** The main configuration, and one that it can lead to. */
export const grubInputs = fc.tuple(
  fc.oneof(
    { weight: 2, arbitrary: script },
    { weight: 3, arbitrary: block },
    { weight: 5, arbitrary: menu },
    { weight: 5, arbitrary: changed },
    { weight: 1, arbitrary: noise },
  ),
  fc.oneof(script, changed),
)

/** Plays a configuration with nobody there, and with a person; throws where something is wrong with the program. */
export async function playGrubFuzz([first = '', second = '']: readonly string[]): Promise<Played> {
  const tree: Record<string, TreeValue> = {
    // the first name that is looked for
    'grub/grub.cfg-01-00-16-3e-aa-bb-cc': { latin1: first },
    'two.cfg': { latin1: second },
    vmlinuz: { size: 1024, kind: 'linux' },
    linux: { size: 1024, kind: 'linux' },
    'i.gz': { size: 100, kind: 'initrd' },
    initrd: { size: 100, kind: 'initrd' },
    'initrd.img': { size: 100, kind: 'initrd' },
  }
  const lease = { ...LEASE, bootFile: 'core.0' }
  const client = { mac: '00:16:3e:aa:bb:cc', uuid: null, grubPrefix: 'grub', lease }
  const played = await playProgram(grub, client, {}, fuzzHost(tree, null))
  insistPlayed(played)
  insistPlayed(await playProgram(grub, client, {}, fuzzHost(tree, first.length)))
  return played
}
