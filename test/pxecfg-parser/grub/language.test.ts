// What GRUB makes of a script: `linux /vmlinuz WORDS` and `boot` show what words came to.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { playGrub } from '../../support/grub-host.ts'

const language = suite('GRUB scripts')

const ROWS: [what: string, script: string, words: string][] = [
  ['a backslash takes the next character as it is', 'linux /vmlinuz a\\ b', '"a b"'],
  ['a backslash at the end of a line joins the next one', 'linux /vmlinuz a\\\nb', 'ab'],
  ['single quotes keep everything, over lines too', "linux /vmlinuz 'a $b\nc'", '"a $b\nc"'],
  [
    'a variable outside quotes is split, and an empty one vanishes',
    'set x=" a  b "\nlinux /vmlinuz c$x $y d',
    'c a b d',
  ],
  [
    'a line that begins with # is gone, also behind a backslash and between quotes',
    'linux /vmlinuz a \\\n# b \\\n#\n c "d\n#e\nf" \'g\n# h\n #i\' \\\n #j',
    'a c d\nf "g\n #i"',
  ],
  ['an empty word in quotes stays', 'linux /vmlinuz a "" b', 'a  b'],
  [
    '"$@" keeps words and "$*" joins them',
    'function f { linux /vmlinuz "$@" "$*"; }\nf "a b" c',
    '"a b" c "a b c"',
  ],
  ['assignments need no command', 'a=b\nlinux /vmlinuz $a', 'b'],
  ['unset takes one name', 'set a=1\nset b=2\nunset a b\nlinux /vmlinuz a=$a b=$b', 'a= b=2'],
  ['elif and else', 'if false; then x=1; elif false; then x=2; else x=3; fi\nlinux /vmlinuz $x', '3'],
  [
    'until and shift',
    'function f { until [ $# = 0 ]; do r="$r$1"; shift; done; }\nf a b c\nlinux /vmlinuz $r',
    'abc',
  ],
  [
    'continue goes to the next round',
    'for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; r="$r$i"; done\nlinux /vmlinuz $r',
    '13',
  ],
  ['return ends a function with a status', 'function f { return 3; x=1; }\nf\nlinux /vmlinuz $? $x', '3'],
  ['! inverts', 'if ! false; then x=yes; fi\nlinux /vmlinuz $x', 'yes'],
  ['eval runs its words', 'set n=x\neval "set $n=1"\nlinux /vmlinuz $x', '1'],
  ['a syntax error loses its line, and what follows runs', 'set a=1 | cat\nlinux /vmlinuz a=$a', 'a='],
  [
    'a function inside an if is a syntax error',
    'if true; then\nfunction f { true; }\nfi\nlinux /vmlinuz x',
    'x',
  ],
  ['a test in parentheses', 'if [ ( a = b -o b = b ) -a ! c = d ]; then x=1; fi\nlinux /vmlinuz $x', '1'],
  [
    'versions are compared behind what they share',
    'if [ v-2 -plt v-11 ]; then x=1; fi\nlinux /vmlinuz $x',
    '1',
  ],
  ['numbers have their base', 'if [ 0x10 -eq 16 -a 010 -eq 8 ]; then x=1; fi\nlinux /vmlinuz $x', '1'],
  [
    'files of a network device are seen by their size alone',
    'if [ -e /a ]; then x=1; fi\nif [ -s /a ]; then x=$x"2"; fi\nlinux /vmlinuz $x',
    '2',
  ],
  ['break and continue take a decimal number', 'break x\nx=$?\ncontinue 0x1\nlinux /vmlinuz $x $?', '10 18'],
  ['shift outside functions does nothing', 'shift 9\nlinux /vmlinuz $?', '0'],
  ['a loop ends with the status of its condition', 'while false; do true; done\nlinux /vmlinuz $?', '1'],
  ['a function that is defined has no status', 'false\nfunction f { true; }\nlinux /vmlinuz $?', '1'],
  ['a bad expression is no match', "regexp '(' x\nlinux /vmlinuz $?", '1'],
  ['an option’s value begins with no dash', "regexp --set -1:a 'x' x\nlinux /vmlinuz $?", '18'],
  [
    'statuses of files that are not there, of entries without a title, and of commands without arguments',
    'linux /gone\na=$?\nlinux (http)/gone\na=$a,$?\nmenuentry { true; }\na=$a,$?\nsleep\na=$a,$?\nexport\na=$a,$?\nlinux /vmlinuz $a',
    '29,5,27,18,18',
  ],
  ['a variable without a name can be set', 'set =1\nlinux /vmlinuz $?', '0'],
  ['a group that took no part unsets', "a=1\nregexp --set a '(x)?y' y\nlinux /vmlinuz -$a-", '--'],
  [
    'a function is there for its whole line',
    'function f { x=old; }\nf; function f { x=new; }\nlinux /vmlinuz $x',
    'new',
  ],
  [
    'the root of a device is a folder that is seen',
    'for n in / (tftp) (tftp)// (hd0)/ /a; do if [ -d $n -a -e $n ]; then r="$r$n"; fi; done\nlinux /vmlinuz $r',
    '/(tftp)(tftp)//',
  ],
]

for (const [what, script, words] of ROWS) {
  language(what, async () => {
    const { entry, error } = await playGrub(`${script}\nboot\n`)
    assert.equal(entry?.cmdline, `BOOT_IMAGE=/vmlinuz ${words}`, error?.message)
  })
}

language('a line that begins with # counts as a line, also as the last one', async () => {
  const { warnings } = await playGrub('# a\nlinux /vmlinuz \\\n# b\n c\nnosuch\n# d')
  assert.equal(
    warnings.map(({ line, code }) => [line, code]),
    [[5, 'unknown-command']],
  )
})

language('ends a script that runs long files or expressions again and again', async () => {
  const bytes = /line 1: scripts run through more than 67108864 bytes of files and variables/
  const steps = /line 1: regular expressions took more than/
  const files = { long: `${' # x'.repeat(500_000)}\n`, short: 'true\n' }
  for (const [body, message] of [
    ['source /long', bytes],
    ['legacy_source /long', bytes],
    ['load_env -f /long', bytes],
    ["regexp '((a{250}){30})' x", steps],
    [`regexp '${'ab'.repeat(4000)}' x`, steps],
  ] as const) {
    const { error } = await playGrub(`while true; do ${body}; done\n`, files)
    assert.match(error?.message ?? '', message)
  }
})

language('ends a script that opens contexts with many variables', async () => {
  const digits = '0 1 2 3 4 5 6 7 8 9'
  const names = `for a in ${digits}; do for b in ${digits}; do for c in ${digits}; do eval "export ${'v'.repeat(1000)}$a$b$c"; done; done; done\n`
  const { error } = await playGrub(`${names}while true; do configfile /short; done\n`, { short: 'true\n' })
  assert.match(error?.message ?? '', /line 2: scripts run through more than/)
})

language('ends a script that only matches expressions', async () => {
  const { error } = await playGrub(`while true; do regexp '(a*)*b' ${'a'.repeat(5000)}; done\n`)
  assert.match(error?.message ?? '', /line 1: regular expressions took more than/)
})

language('says where an endless script loops', async () => {
  const { error } = await playGrub('\nwhile true; do set a=1; done\n')
  assert.is(error?.code, 'E_CONFIG_INVALID')
  assert.match(error?.message ?? '', /grub\.cfg line 2: more than/)
})

language('skips what is nested too deep as GRUB does, and ends a script that only nests', async () => {
  const deep = await playGrub('function f { f; }\nf\nlinux /vmlinuz b\nboot\n')
  assert.is(deep.entry?.cmdline, 'BOOT_IMAGE=/vmlinuz b')
  const { error } = await playGrub('function f { f; f; }\nf\n')
  assert.match(error?.message ?? '', /grub\.cfg line 1: maximum recursion depth exceeded/)
})

language('warns of syntax errors and unknown commands with their lines', async () => {
  const { warnings } = await playGrub('true\nfi\nnosuch\nlinux /vmlinuz\nboot\n')
  assert.equal(
    warnings.map(({ line, code }) => `${line} ${code}`),
    ['2 syntax-error', '3 unknown-command'],
  )
})

language('keeps a quote of megabytes out of the way', async () => {
  const { entry } = await playGrub(`set a="${'x'.repeat(900_000)}"\nlinux /vmlinuz b\nboot\n`)
  assert.is(entry?.cmdline, 'BOOT_IMAGE=/vmlinuz b')
})

language('the firmware’s tables say what the machine is', async () => {
  const config = `smbios --type 1 --get-string 5 --set product
smbios --type 1 --get-uuid 8 --set uuid
if smbios -t 3 -s 8 --set asset; then asset=$asset; else asset=none; fi
linux /vmlinuz $product $uuid $asset
boot
`
  const uuid = '6BA7B810-9DAD-11D1-80B4-00C04FD430C8'
  const { entry } = await playGrub(config, {}, {}, undefined, { uuid, smbios: { product: 'HVM domU' } })
  assert.is(entry?.cmdline, 'BOOT_IMAGE=/vmlinuz HVM domU 6ba7b810-9dad-11d1-80b4-00c04fd430c8 none')
})

language('loads Xen on Arm by commands that GRUBs for other processors do not have', async () => {
  const config = 'xen_hypervisor /a dom0\nxen_module /vmlinuz x "y z"\nxen_module --nounzip /b\nboot\n'
  const { entry } = await playGrub(config, {}, {}, undefined, { architecture: 11 })
  assert.equal(entry?.xen, {
    hypervisor: '/a',
    args: 'dom0',
    modules: [
      { path: '/vmlinuz', args: 'x "y z"' },
      { path: '/b', args: '' },
    ],
  })
  const { warnings } = await playGrub(config)
  assert.equal(
    warnings.map(({ line, code }) => `${line} ${code}`),
    ['1 unknown-command', '2 unknown-command', '3 unknown-command'],
  )
})

language.run()
