// Inputs that look like GRUB configurations, and what must hold whatever they are.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts have this syntax
import fc from 'fast-check'
import { COMMANDS } from '../../src/pxecfg-parser/grub/commands.ts'
import { grub } from '../../src/pxecfg-parser/grub/index.ts'
import { type Played, playProgram } from '../../src/pxecfg-parser/index.ts'
import { fuzzHost, insistPlayed } from './fuzz-play.ts'
import { fuzzWord } from './fuzz-words.ts'
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
/** With its blocks closed in order, for else most scripts end at their first error. */
const block = fc.letrec<{ block: string }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    line.filter((text) => !/[{}]|\b(?:do|done|then|else|elif|fi)\b/.test(text)),
    fc
      .tuple(fc.constantFrom('menuentry a', 'submenu s', 'function f'), tie('block'))
      .map(([head, body]) => `${head} {\n${body}\n}`),
    tie('block').map((body) => `if test $a; then\n${body}\nelse\n${body}\nfi`),
    tie('block').map((body) => `for x in a b $a; do\n${body}\ndone`),
    fc.array(tie('block'), { maxLength: 6 }).map((bodies) => bodies.join('\n')),
  ),
})).block
const noise = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('latin1'))

/** The main configuration, and one that it can lead to. */
export const grubInputs = fc.tuple(
  fc.oneof(
    { weight: 3, arbitrary: script },
    { weight: 5, arbitrary: block },
    { weight: 1, arbitrary: noise },
  ),
  script,
)

/** Plays a configuration with nobody there, and with a person; throws where something is wrong with the program. */
export async function playGrubFuzz([first = '', second = '']: readonly string[]): Promise<Played> {
  const tree: Record<string, TreeValue> = {
    'grub/grub.cfg': { latin1: first },
    'two.cfg': { latin1: second },
    vmlinuz: { size: 1024, kind: 'linux' },
    'i.gz': { size: 100, kind: 'initrd' },
  }
  const lease = { ...LEASE, bootFile: 'core.0' }
  const client = { mac: '00:16:3e:aa:bb:cc', uuid: null, grubPrefix: 'grub', lease }
  const played = await playProgram(grub, client, {}, fuzzHost(tree, null))
  insistPlayed(played)
  insistPlayed(await playProgram(grub, client, {}, fuzzHost(tree, first.length)))
  return played
}
