// The rules of lines, labels, command lines and kernel types, a row each: what a configuration boots.
// "-" is a command that is not a label. Sources: syslinux readconfig.c, ldlinux.c, execute.c, kernel.c, core/sysappend.c.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type PlayOptions, result } from '../../support/pxelinux-play.ts'

type Row = [what: string, config: string, expected: string, options?: PlayOptions]

const BOOTIF = 'BOOTIF=01-00-16-3e-aa-bb-cc'
const IP = 'ip=192.0.2.91:192.0.2.2:192.0.2.1:255.255.255.0'
const UUID = 'SYSUUID=b8945908-d6a6-41a9-611d-74a6ab80b83d'
const A = 'LABEL a\nKERNEL vmlinuz\n'
const B = 'LABEL b\nKERNEL other\n'
const OTHER: PlayOptions = { files: { 'two.cfg': 'DEFAULT t\nLABEL t\nKERNEL vmlinuz\nAPPEND two\n' } }

const groups: Record<string, Row[]> = {
  lines: [
    ['keywords in any case behind any blanks', `\x01\tdefAULT a\n${A}`, 'a: BOOT_IMAGE=vmlinuz'],
    ['no keyword with a sign behind it', `DEFAULT a\n${A}APPEND=x\nINITRD: y\n`, 'a: BOOT_IMAGE=vmlinuz'],
    ['no continuation', `DEFAULT a\n${A}APPEND x \\\ny\n`, 'a: BOOT_IMAGE=vmlinuz x \\'],
    ['data behind #', `DEFAULT a\n${A}APPEND x # y\n`, 'a: BOOT_IMAGE=vmlinuz x # y'],
    ['a CR ends the line', `DEFAULT a\n${A}APPEND x\ry\n`, 'a: BOOT_IMAGE=vmlinuz x'],
    ['a NUL ends the line', `DEFAULT a\n${A}APPEND x\0y\n`, 'a: BOOT_IMAGE=vmlinuz x'],
    ['a BOM loses the first line', `\xef\xbb\xbfDEFAULT b\nDEFAULT a\n${A}`, 'a: BOOT_IMAGE=vmlinuz'],
    ['no newline at the end', `DEFAULT a\n${A}APPEND x`, 'a: BOOT_IMAGE=vmlinuz x'],
    [
      'what follows byte 4095 is the next line',
      `#${'x'.repeat(4094)}DEFAULT a\n${A}`,
      'a: BOOT_IMAGE=vmlinuz',
    ],
    [
      'bytes go through',
      `DEFAULT \xe4\nLABEL \xe4\nKERNEL vmlinuz\nAPPEND \xff\n`,
      '\xe4: BOOT_IMAGE=vmlinuz \xff',
    ],
  ],
  labels: [
    ['a name is the first word, in its case', `DEFAULT a\nLABEL A\n${A}LABEL a b\n`, 'a: BOOT_IMAGE=vmlinuz'],
    ['the first of two', `DEFAULT a\n${A}LABEL a\nKERNEL other\n`, 'a: BOOT_IMAGE=vmlinuz'],
    ['no kernel: its name', 'DEFAULT vmlinuz\nLABEL vmlinuz\nAPPEND x\n', 'vmlinuz: BOOT_IMAGE=vmlinuz x'],
    [
      'the last kernel directive',
      `DEFAULT a\nLABEL a\nLOCALBOOT 0\nCOM32 x.c32\nLINUX other\n`,
      'a: BOOT_IMAGE=other',
    ],
    ['scope ends at MENU END', `DEFAULT b\n${A}MENU END\nAPPEND g\n${B}`, 'b: BOOT_IMAGE=other g'],
    ['scope ends at MENU BEGIN', `DEFAULT b\n${A}MENU BEGIN\nAPPEND g\n${B}`, 'b: BOOT_IMAGE=other g'],
    ['kernel directives outside are nothing', `KERNEL x\nINITRD y\nDEFAULT a\n${A}`, 'a: BOOT_IMAGE=vmlinuz'],
    [
      'no inherited property is a label',
      'DEFAULT constructor\nLABEL __proto__\nKERNEL vmlinuz\n',
      'E_NO_ENTRY',
    ],
    [
      '__proto__ is a name',
      'DEFAULT __proto__\nLABEL __proto__\nKERNEL vmlinuz\n',
      '__proto__: BOOT_IMAGE=vmlinuz',
    ],
    ['MENU DISABLE takes the name away', `DEFAULT a\n${A}MENU DISABLE\n`, 'E_NO_ENTRY'],
    ['MENU HIDE does not', `DEFAULT a\n${A}MENU HIDE\n`, 'a: BOOT_IMAGE=vmlinuz'],
  ],
  append: [
    ['its own replaces the global one', `APPEND g\nDEFAULT a\n${A}APPEND x\n`, 'a: BOOT_IMAGE=vmlinuz x'],
    [
      'the global one where the label ends',
      `APPEND g\nDEFAULT a\n${A}${B}APPEND\n`,
      'a: BOOT_IMAGE=vmlinuz g',
    ],
    ['an empty one is nothing too', `APPEND g\nDEFAULT a\n${A}APPEND\n`, 'a: BOOT_IMAGE=vmlinuz'],
    ['a minus is nothing', `APPEND g\nDEFAULT a\n${A}APPEND -\n`, 'a: BOOT_IMAGE=vmlinuz'],
    ['a minus and more is itself', `APPEND g\nDEFAULT a\n${A}APPEND - x\n`, 'a: BOOT_IMAGE=vmlinuz - x'],
    [
      'words behind the kernel first',
      'DEFAULT a\nLABEL a\nKERNEL vmlinuz k  l\nAPPEND x\n',
      'a: BOOT_IMAGE=vmlinuz k  l x',
    ],
    [
      'everything in its place',
      `IPAPPEND 2\nDEFAULT a u\nLABEL a\nKERNEL vmlinuz k\nINITRD a.gz\nAPPEND x\n`,
      `a: BOOT_IMAGE=vmlinuz k x initrd=a.gz ${BOOTIF} u`,
    ],
    ['the kernel as it is written', `DEFAULT a\nLABEL a\nKERNEL ::/vmlinuz\n`, 'a: BOOT_IMAGE=::/vmlinuz'],
    [
      '2047 bytes',
      `DEFAULT a\n${A}APPEND ${'x'.repeat(2039)}\n`,
      `a: BOOT_IMAGE=vmlinuz ${'x'.repeat(2039)}`,
    ],
    ['not one more', `DEFAULT a\n${A}APPEND ${'x'.repeat(2040)}\n`, 'E_CMDLINE_TOO_LONG'],
    [
      'LINUX without a name takes the first word',
      `DEFAULT a\nLABEL a\nLINUX\nAPPEND vmlinuz x\n`,
      'a: BOOT_IMAGE=vmlinuz x',
    ],
    [
      'KERNEL without a name names nothing',
      `DEFAULT a\nLABEL a\nKERNEL\nAPPEND vmlinuz x\n`,
      'E_FETCH_NOT_FOUND',
    ],
    ['one blank before words of DEFAULT', `DEFAULT a   u  v\n${A}APPEND x\n`, 'a: BOOT_IMAGE=vmlinuz x u  v'],
    [
      'ALLOWOPTIONS 0 cuts the words of a file',
      'ALLOWOPTIONS 0\nDEFAULT vmlinuz x\n',
      '-: BOOT_IMAGE=vmlinuz',
    ],
    [
      'no global APPEND for a file, but SYSAPPEND, behind its words',
      'APPEND g\nSYSAPPEND 2\nDEFAULT vmlinuz x\n',
      `-: BOOT_IMAGE=vmlinuz x ${BOOTIF}`,
    ],
  ],
  initrd: [
    [
      'the list behind the first initrd=',
      `DEFAULT a\n${A}INITRD a.gz,b.gz\n`,
      'a: BOOT_IMAGE=vmlinuz initrd=a.gz,b.gz',
    ],
    [
      'APPEND comes before INITRD',
      `DEFAULT a\n${A}INITRD nothere\nAPPEND initrd=b.gz\n`,
      'a: BOOT_IMAGE=vmlinuz initrd=b.gz initrd=nothere',
    ],
    ['a part of a word counts', `DEFAULT a\n${A}APPEND my.initrd=nothere initrd=a.gz\n`, 'E_FETCH_NOT_FOUND'],
    ['case counts', `DEFAULT a\n${A}APPEND INITRD=nothere\n`, 'a: BOOT_IMAGE=vmlinuz INITRD=nothere'],
    [
      'words behind INITRD are arguments',
      `DEFAULT a\n${A}INITRD a.gz x\n`,
      'a: BOOT_IMAGE=vmlinuz initrd=a.gz x',
    ],
    ['an empty name fails', `DEFAULT a\n${A}INITRD a.gz,\n`, 'E_FETCH_NOT_FOUND'],
    ['a missing one fails', `DEFAULT a\n${A}INITRD a.gz,nothere\n`, 'E_FETCH_NOT_FOUND'],
    [
      'a typed one is loaded where there is no other',
      `DEFAULT a initrd=a.gz\n${A}`,
      'a: BOOT_IMAGE=vmlinuz initrd=a.gz',
    ],
  ],
  sysappend: [
    ['bits in order', `DEFAULT a\n${A}SYSAPPEND 7\n`, `a: BOOT_IMAGE=vmlinuz ${IP} ${BOOTIF} ${UUID}`],
    ['hexadecimal', `DEFAULT a\n${A}SYSAPPEND 0x2\n`, `a: BOOT_IMAGE=vmlinuz ${BOOTIF}`],
    ['octal', `DEFAULT a\n${A}SYSAPPEND 02\n`, `a: BOOT_IMAGE=vmlinuz ${BOOTIF}`],
    ['the label replaces the global one', `IPAPPEND 3\nDEFAULT a\n${A}IPAPPEND 0\n`, 'a: BOOT_IMAGE=vmlinuz'],
    ['later labels alone', `DEFAULT a\n${A}${B}MENU END\nIPAPPEND 2\n`, 'a: BOOT_IMAGE=vmlinuz'],
    ['what is not known is left out', `DEFAULT a\n${A}SYSAPPEND 0x7fff0\n`, 'a: BOOT_IMAGE=vmlinuz'],
  ],
  types: [
    ['.0 is a PXE program', 'DEFAULT a\nLABEL a\nKERNEL x.0\n', 'E_UNSUPPORTED', { files: { 'x.0': 'x' } }],
    ['.bs too, where it is there', 'DEFAULT a\nLABEL a\nKERNEL x.bs\n', 'E_FETCH_NOT_FOUND'],
    [
      'LINUX makes it a kernel',
      'DEFAULT a\nLABEL a\nLINUX x.0\n',
      'a: BOOT_IMAGE=x.0',
      { files: { 'x.0': { size: 1, kind: 'linux' } } },
    ],
    ['.C32 is none', 'DEFAULT a\nLABEL a\nKERNEL x.C32\n', 'E_FETCH_NOT_FOUND'],
    [
      '.img is loaded as a kernel',
      'DEFAULT a\nLABEL a\nKERNEL x.img\n',
      'E_NOT_A_KERNEL',
      { files: { 'x.img': 'x' } },
    ],
    [
      'COMBOOT cannot run, and ONERROR comes next',
      `ONERROR b\nDEFAULT a\nLABEL a\nCOMBOOT x\n${B}`,
      'b: BOOT_IMAGE=other a',
    ],
    ['COM32 adds its extension', 'DEFAULT a\nLABEL a\nCOM32 chain\nAPPEND hd0\n', 'local hd0'],
    ['a module that a host cannot run', 'DEFAULT a\nLABEL a\nCOM32 hdt.c32\n', 'E_UNSUPPORTED'],
    [
      'CONFIG goes on with another file',
      'DEFAULT a\nLABEL a\nCONFIG two.cfg\n',
      't: BOOT_IMAGE=vmlinuz two',
      OTHER,
    ],
    ['CONFIG of a missing file', 'DEFAULT a\nLABEL a\nCONFIG no.cfg\n', 'E_CONFIG_NOT_FOUND'],
    [
      'CONFIG takes a global APPEND for its directory',
      'APPEND sub/\nDEFAULT a\nLABEL a\nCONFIG two.cfg\n',
      't: BOOT_IMAGE=k',
      { files: { 'two.cfg': 'DEFAULT t\nLABEL t\nKERNEL k\n', 'sub/k': { size: 1, kind: 'linux' } } },
    ],
  ],
  'local boot': [
    ['0', 'DEFAULT a\nLABEL a\nLOCALBOOT 0\n', 'local 0'],
    ['-1', 'DEFAULT a\nLABEL a\nLOCALBOOT -1\n', 'local -1'],
    ['hexadecimal', 'DEFAULT a\nLABEL a\nLOCALBOOT 0x80\n', 'local 128'],
    ['nothing', 'DEFAULT a\nLABEL a\nLOCALBOOT\n', 'local 0'],
    ['words', 'DEFAULT a\nLABEL a\nLOCALBOOT disk\n', 'local 0'],
    [
      'chain.c32 to a partition',
      'DEFAULT a\nLABEL a\nCOM32 x/chain.c32\nAPPEND hd0 2 swap\n',
      'local hd0 2 swap',
    ],
  ],
  'what is run first': [
    ['the last DEFAULT', `DEFAULT b\nDEFAULT a\n${A}${B}`, 'a: BOOT_IMAGE=vmlinuz'],
    ['UI is stronger wherever it stands', `UI b\nDEFAULT a\nPROMPT 1\n${A}${B}`, 'b: BOOT_IMAGE=other'],
    ['nothing without either', A, 'E_NO_ENTRY'],
    ['a label before a file', `DEFAULT vmlinuz\nLABEL vmlinuz\nKERNEL other\n`, 'vmlinuz: BOOT_IMAGE=other'],
    ['IMPLICIT 0 refuses files', 'IMPLICIT 0\nDEFAULT vmlinuz\n', 'E_NO_ENTRY'],
    ['and UI menu.c32', `IMPLICIT 0\nUI menu.c32\n${A}`, 'E_NO_ENTRY'],
    [
      'extensions before the plain name',
      'DEFAULT vmlinuz\n',
      'E_NOT_A_KERNEL',
      { files: { 'vmlinuz.img': 'x' } },
    ],
    ['menu becomes menu.c32', `DEFAULT menu\n${A}`, 'a: BOOT_IMAGE=vmlinuz', { files: { 'menu.c32': 'x' } }],
    ['PROMPT 0 needs no time-out', `TIMEOUT 5\nONTIMEOUT b\nDEFAULT a\n${A}${B}`, 'a: BOOT_IMAGE=vmlinuz'],
    [
      'PROMPT 1 runs ONTIMEOUT',
      `PROMPT 1\nTIMEOUT 5\nONTIMEOUT b x\nDEFAULT a\n${A}${B}`,
      'b: BOOT_IMAGE=other x',
    ],
    ['or DEFAULT', `PROMPT 1\nTIMEOUT 5\nDEFAULT a\n${A}`, 'a: BOOT_IMAGE=vmlinuz'],
    [
      'or, with no time-out, DEFAULT again',
      `PROMPT 1\nONTIMEOUT b\nDEFAULT a\n${A}${B}`,
      'a: BOOT_IMAGE=vmlinuz',
    ],
    [
      'TOTALTIMEOUT is a time-out',
      `PROMPT 1\nTOTALTIMEOUT 5\nONTIMEOUT b\nDEFAULT a\n${A}${B}`,
      'b: BOOT_IMAGE=other',
    ],
    ['ONTIMEOUT alone boots at the prompt', `TIMEOUT 5\nONTIMEOUT b\n${B}`, 'b: BOOT_IMAGE=other'],
    [
      'the prompt after a failure has its time-out',
      `TIMEOUT 5\nONTIMEOUT b\nDEFAULT no\n${B}`,
      'b: BOOT_IMAGE=other',
    ],
    ['unless NOESCAPE', `NOESCAPE 1\nTIMEOUT 5\nONTIMEOUT b\nDEFAULT no\n${B}`, 'E_NO_ENTRY'],
    ['a user interface that a host lacks: DEFAULT', `UI gfxboot x\nDEFAULT a\n${A}`, 'a: BOOT_IMAGE=vmlinuz'],
    [
      'ONERROR gets the line behind it, and loses its own words where it names a label',
      `ONERROR b q\nDEFAULT a x\nLABEL a\nKERNEL no\n${B}`,
      'b: BOOT_IMAGE=other a x',
    ],
    [
      'ONERROR names a file as it stands, and IMPLICIT 0 does not matter',
      'IMPLICIT 0\nONERROR other q\nDEFAULT a x\n',
      '-: BOOT_IMAGE=other q a x',
    ],
    [
      'ONERROR looks for no extension',
      'ONERROR menu\nDEFAULT a\n',
      'E_NO_ENTRY',
      { files: { 'menu.c32': 'x' } },
    ],
    [
      'ONERROR adds the global SYSAPPEND once more',
      `SYSAPPEND 2\nONERROR b\nDEFAULT a\n${B}`,
      `b: BOOT_IMAGE=other ${BOOTIF} a ${BOOTIF}`,
    ],
    [
      'no ONERROR after a module',
      `ONERROR b\nDEFAULT a\nLABEL a\nCOM32 mboot.c32\nAPPEND no.gz --- vmlinuz\n${B}`,
      'E_FETCH_NOT_FOUND',
    ],
    [
      'but the boot: prompt after a module',
      `TIMEOUT 5\nONTIMEOUT b\nDEFAULT a\nLABEL a\nCOM32 linux.c32\nAPPEND no\n${B}`,
      'b: BOOT_IMAGE=other',
    ],
    [
      'NOESCAPE shows no prompt, so no ONTIMEOUT',
      `NOESCAPE 1\nPROMPT 1\nTIMEOUT 5\nONTIMEOUT b\nDEFAULT a\n${A}${B}`,
      'a: BOOT_IMAGE=vmlinuz',
    ],
    ['ONERROR after no label', `ONERROR b\nDEFAULT no\n${B}`, 'b: BOOT_IMAGE=other no'],
    ['ONERROR once', 'ONERROR a\nDEFAULT a\nLABEL a\nKERNEL no\n', 'E_FETCH_NOT_FOUND'],
  ],
  'what the caller chooses': [
    ['a label', `DEFAULT a\n${A}${B}`, 'b: BOOT_IMAGE=other', { selection: { label: 'b' } }],
    [
      'with words',
      `${B}IPAPPEND 2\n`,
      `b: BOOT_IMAGE=other ${BOOTIF} x y`,
      { selection: { label: 'b', args: '  x y' } },
    ],
    ['words for the default', `DEFAULT a u\n${A}`, 'a: BOOT_IMAGE=vmlinuz u x', { selection: { args: 'x' } }],
    ['words behind a menu', `UI menu.c32\n${A}`, 'a: BOOT_IMAGE=vmlinuz x', { selection: { args: 'x' } }],
    [
      'words behind CONFIG',
      'DEFAULT a\nLABEL a\nCONFIG two.cfg\n',
      't: BOOT_IMAGE=vmlinuz two x',
      { ...OTHER, selection: { args: 'x' } },
    ],
    ['a number from 0', `${A}MENU BEGIN\n${B}`, 'b: BOOT_IMAGE=other', { selection: { entry: 1 } }],
    ['a number too large', A, 'E_NO_ENTRY', { selection: { entry: 1 } }],
    ['a number as the label', A + B, 'b: BOOT_IMAGE=other', { selection: { label: '1' } }],
    [
      'a label that is a number',
      `LABEL 1\nKERNEL vmlinuz\n${B}`,
      '1: BOOT_IMAGE=vmlinuz',
      { selection: { label: '1' } },
    ],
    ['a file', '', 'E_CONFIG_NOT_FOUND', { selection: { label: 'vmlinuz' } }],
    [
      'a file with words',
      'SAY hi\n',
      '-: BOOT_IMAGE=vmlinuz x',
      { selection: { label: 'vmlinuz', args: 'x' } },
    ],
    ['no such label', A, 'E_NO_ENTRY', { selection: { label: 'no' } }],
    [
      'a label of a menu whose first word is a label as well',
      'LABEL D\nKERNEL vmlinuz\nLABEL D I\nKERNEL other\nAPPEND x\n',
      'D I: BOOT_IMAGE=other x',
      { selection: { label: 'D I' } },
    ],
    ['a line of a menu', 'MENU BEGIN\nLABEL q\nMENU EXIT\n', 'E_NO_ENTRY', { selection: { label: 'q' } }],
  ],
}

for (const [name, rows] of Object.entries(groups)) {
  const tests = suite(name)
  for (const [what, config, expected, options] of rows) {
    tests(what, async () => {
      assert.is(await result(config, options), expected)
    })
  }
  tests.run()
}
