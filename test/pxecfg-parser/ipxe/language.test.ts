// What iPXE makes of a script: `kernel vmlinuz WORDS` and `boot` show what words came to, or the error's code.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts have this syntax
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { IpxeTreeValue } from '../../support/ipxe-case.ts'
import { runScript } from '../../support/ipxe-host.ts'

const language = suite('iPXE scripts')

const ROWS: [what: string, lines: string[], words: string][] = [
  // src/image/script.c, src/core/exec.c
  [
    'an empty line behind a backslash leaves the backslash before it to count',
    ['kernel vmlinuz a\\\\', '', 'b'],
    'ab',
  ],
  ['a word that is one dash is an unknown option', ['echo - || set r no', 'kernel vmlinuz ${r}'], 'no'],
  ['a comment goes on behind a backslash', ['# x \\', 'kernel nosuch', 'kernel vmlinuz a#b #c'], 'a#b'],
  [
    'a line of an operator and a command: the command before succeeded',
    ['|| set a 1', '&& set b 2', 'kernel vmlinuz ${a}${b}'],
    '2',
  ],
  ['a variable is one word, also as a command', ['set c set a 1', '${c} || kernel vmlinuz no'], 'no'],
  ['labels of the last line', ['goto end', ':end kernel vmlinuz end'], 'end'],
  // src/core/settings.c
  [
    'uristring keeps what means nothing in a URL',
    ["set a b/c?d=e&f#g:h@i%j k+l!m,n;o'p(q)", 'kernel vmlinuz ${a:uristring}'],
    "b%2Fc%3Fd%3De%26f%23g%3Ah%40i%25j%20k+l!m,n;o'p(q)",
  ],
  ['option numbers in any base', ['kernel vmlinuz ${12} ${0xc} ${014}'], 'guest guest guest'],
  ['options inside options', ['kernel vmlinuz ${43.1:string} ${43.2:uint8}'], 'abc 0x5'],
  [
    'the raw firmware settings',
    ['kernel vmlinuz ${smbios/1.4.0} ${smbios/1.8.16:hexraw}'],
    'Xen 44454c4c360010448052b4c04f4e3132',
  ],
  [
    'the network device takes a MAC address, and nothing else of its own',
    [
      'set net0/mac 00:11 || set r 1',
      'set net0/chip x || set r ${r}2',
      'set net0/mac 00:11:22:33:44:55',
      'kernel vmlinuz ${r} ${mac}',
    ],
    '12 00:11:22:33:44:55',
  ],
  [
    'the answer of DHCP takes no settings',
    [
      'set net0.dhcp/hostname other || set r no',
      'set net0.dhcp/a 1 || set r ${r}no',
      'clear net0.dhcp/a || set r ${r}no',
      'kernel vmlinuz ${hostname} [${a}] ${r}',
    ],
    'guest [] nonono',
  ],
  [
    'what DHCP said goes before a block of the script',
    ['set own/hostname mine', 'kernel vmlinuz ${hostname} ${own/hostname}'],
    'guest mine',
  ],
  [
    'the number of an error says which protocol it was',
    [
      'kernel nosuch ||',
      'set a ${errno}',
      'kernel http://192.0.2.2/nosuch ||',
      'kernel vmlinuz ${a} ${errno}',
    ],
    '0x2d12603b 0x2d0c613b',
  ],
  // src/core/image.c, src/hci/commands/image_cmd.c
  ['a script that was replaced is gone from memory', ['chain replaced.ipxe', 'kernel vmlinuz'], 'two.ipxe'],
  [
    'two slashes without a scheme are a path on the same server',
    ['imgfetch http://other//one', 'imgfetch //one', 'kernel vmlinuz'],
    '//one,/one',
  ],
  [
    'two dots at the end of a name lead up as well',
    ['chain --autofree http://192.0.2.2/a/b/up.ipxe', 'kernel vmlinuz'],
    '/a/',
  ],
  [
    'a selected script stays selected when it comes back',
    ['imgselect two.ipxe', 'boot', 'boot', 'kernel vmlinuz ${n}'],
    '2+two.ipxe',
  ],
  [
    'what cannot be selected leaves nothing selected',
    ['kernel vmlinuz', 'kernel large || set r no', 'boot', 'kernel vmlinuz ${r}'],
    'no+large',
  ],
  [
    'a directory above the file of an archive',
    ['kernel vmlinuz', 'initrd one a/b mode=755 mkdir=-1'],
    'one as a/b 755 -1',
  ],
  [
    'an IPv6 address is stored as its bytes',
    [
      'set a:ipv6 fe80::216:3eff:feaa:bbcc',
      'set b:ipv6 1::2::3 || set r no',
      'kernel vmlinuz ${a} ${a:hexraw} ${r}',
    ],
    'fe80::216:3eff:feaa:bbcc fe8000000000000002163efffeaabbcc no',
  ],
  [
    'numbers are those of strtoul: without digits 0, in 32 bits, and with nothing behind them',
    [
      'set a:int32 0x',
      'set b:int8 -',
      'set c:uint32 4294967297',
      'set d:int32 -0x10',
      'set e:int8 +1 || set e plus',
      'set f:int8 08 || set f octal',
      'sleep ${nothing}',
      'kernel vmlinuz ${a} ${b} ${c} ${d} ${e} ${f}',
    ],
    '0 0 0x1 -16 plus octal',
  ],
  [
    'texts of settings as iPXE takes them apart',
    [
      'set a:ipv4 01.0x2.3.4',
      'set b:ipv4 1.2.3.256 || set b ip',
      'set c:base64 aGVs bG8=',
      'set d:uristring %41%4',
      'kernel vmlinuz ${a} ${b} ${c:string} ${d:hexraw}',
    ],
    '1.2.3.4 ip hello 4104',
  ],
  [
    'the number of an error says what was wrong',
    [
      'iseq a b || set a ${errno}',
      'choose x || set a ${a} ${errno}',
      'imgfree x || set a ${a} ${errno}',
      'ifopen net7 || set a ${a} ${errno}',
      'echo --nosuch || kernel vmlinuz ${a} ${errno}',
    ],
    '0x46022001 0x2d16203b 0x2d0ae03b 0x2c16203b 0x1c162202',
  ],
  [
    'an image has the decoded name of its file, or where a redirect leads if that is empty',
    [
      'imgfetch http://192.0.2.2/a%20b',
      'imgfree a%20b || set r ${r}1',
      'imgfetch http://192.0.2.2/moved/',
      'imgfree one || set r ${r}2',
      'kernel vmlinuz ${r}',
    ],
    '1+/a%20b',
  ],
  [
    'a URL without a server leads nowhere',
    [
      'kernel http://${server}/vmlinuz || set r ${r}1',
      'kernel tftp://:69/vmlinuz || set r ${r}2',
      'kernel http://user@/vmlinuz || set r ${r}3',
      'kernel tftp:/vmlinuz || set r ${r}4',
      'kernel vmlinuz ${r}',
    ],
    '1234',
  ],
  ['exit takes no number for 0', ['exit ${nothing}'], 'local'],
  [
    'imgstat of an image that is not there',
    ['imgfetch one', 'imgstat one', 'imgstat two || imgfree one', 'kernel vmlinuz'],
    '',
  ],
  [
    'sums of images go to nobody, and get what is not in memory',
    ['kernel vmlinuz', 'initrd one', 'md5sum vmlinuz one', 'sha1sum large', 'sha256sum gone one'],
    'one,large',
  ],
  ['nobody fills in a form', ['form', 'item a A', 'present || kernel vmlinuz none'], 'none'],
  ['sleep takes a number', ['sleep soon || set r no', 'sleep 0x1 && kernel vmlinuz ${r}'], 'no'],
  [
    'dhcp takes a configurator that there is',
    ['dhcp -c dhcp net0 && set r yes', 'ifconf --configurator magic || kernel vmlinuz ${r}'],
    'yes',
  ],
  ['numbers alone are counted up', ['set a 1', 'inc a'], 'E_UNSUPPORTED'],
  ['a menu that is not there', ['choose a'], 'E_FETCH_NOT_FOUND'],
  ['the guest has one disk', ['sanboot --drive 0x81 || kernel vmlinuz none'], 'none'],
  [
    'a menu replaces one of its name, and is gone when it was shown',
    ['menu', 'item a A', 'menu', 'item b', 'choose x', 'choose y || set y none', 'kernel vmlinuz ${x} ${y}'],
    'b none',
  ],
  [
    'the last default of a menu counts',
    ['menu', 'item a', 'item --default b', 'item --default c', 'choose x:string', 'kernel vmlinuz ${x}'],
    'c',
  ],
]

const FILES: Record<string, IpxeTreeValue> = {
  'a b': 'ab',
  'moved/': { redirect: 'http://192.0.2.2/one' },
  one: '1111',
  large: { size: 900_000, kind: 'bin' },
  'replaced.ipxe': '#!ipxe\nchain --replace two.ipxe\n',
  'two.ipxe': '#!ipxe\ninc n\n',
  'a/b/up.ipxe': '#!ipxe\nimgfetch ..\n',
  a: 'a folder’s page',
}

for (const [what, lines, words] of ROWS)
  language(what, () => {
    assert.is(outcome(`#!ipxe\n${[...lines, 'boot'].join('\n')}\n`), words)
  })

language('a form asks for one setting after another, and stores them when all are there', () => {
  const form = [
    '#!ipxe',
    'set b 2',
    'form --name f Who',
    'item --form f --secret a',
    'item --form f',
    'item --form f b B',
    'present --form f || set r no',
    'present --form f || set r ${r}gone',
    'kernel vmlinuz ${a} ${b} ${r}',
    'boot',
  ]
  const words = (keystrokes: string[]) => runScript(form.join('\n'), {}, keystrokes).played.entry?.cmdline
  assert.is(words(['j', 'o', 'ret', 'x', 'ret']), 'jo 2x gone')
  assert.is(words(['j', 'o', 'ret', 'esc']), ' 2 nogone')
})

language('a step says what it was led by: the settings of its words, but no password', () => {
  const script = '#!ipxe\nset password x\nset n 1\nkernel gone${n} || kernel vmlinuz ${n} ${password}\nboot\n'
  assert.equal(
    runScript(script, {}).played.steps.map(({ line, command, failed, settings }) => [
      line,
      command,
      failed,
      settings,
    ]),
    [
      [4, 'kernel', true, [['n', '1']]],
      [
        4,
        'kernel',
        undefined,
        [
          ['n', '1'],
          ['password', '***'],
        ],
      ],
    ],
  )
})

/** Command line and initrds, or the error's code. */
function outcome(script: string): string {
  const { entry, error } = runScript(script, FILES).played
  if (error !== null) return error.code
  const initrds = entry?.initrds.map(({ name, member }) =>
    member === null ? name : `${name} as ${member.name} ${member.mode.toString(8)} ${member.folders}`,
  )
  return [entry?.cmdline ?? 'local', initrds?.join() ?? ''].filter((text) => text !== '').join('+')
}

language.run()
