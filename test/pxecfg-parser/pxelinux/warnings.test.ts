// What is odd about a configuration is said with file, line and column, and changes nothing.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkPxelinux, treeHost } from '../../support/pxelinux-host.ts'
import { CLIENT, KERNEL, leased, play, result } from '../../support/pxelinux-play.ts'

const warnings = suite('warnings')

const A = 'DEFAULT a\nLABEL a\nKERNEL vmlinuz\n'
const rows: [config: string, expected: string][] = [
  [`${A} LABLE b\n`, '4:2 unknown-keyword'],
  [`${A}APPEND=x\n`, '4:1 unknown-keyword'],
  [`${A}INITRD=images/debian-12/initrd.gz\n`, '4:1 unknown-keyword'],
  [`${A}kernel: x\n`, '4:1 unknown-keyword'],
  [`${A}# x\n; y\n\nrem z\nFDT x\n`, ''],
  [`${A}MENU TITEL x\n`, '4:1 unknown-menu-keyword'],
  [`KERNEL x\n${A}`, '1:1 outside-label'],
  [`INITRD x\n${A}`, '1:1 outside-label'],
  [`${A}LABEL a\n`, '4:1 duplicate-label'],
  [
    `${A}APPEND x\nAPPEND y\nINITRD a.gz\nINITRD a.gz\nLINUX vmlinuz\n`,
    '5:1 duplicate-directive 7:1 duplicate-directive 8:1 duplicate-directive',
  ],
  [`${A}MENU END\n`, '4:1 menu-end-surplus'],
  [`${A}LABEL b\nMENU SEPARATOR\nAPPEND x\n`, '6:1 append-outside-label'],
  [`APPEND x\n${A}`, ''],
  [`\xef\xbb\xbf# x\n${A}`, '1:1 byte-order-mark'],
  [`${A}APPEND x\0y\n`, '4:9 nul-byte'],
  [`${A}APPEND x\ry\n`, '4:9 carriage-return'],
  [`${A.replaceAll('\n', '\r\n')}`, ''],
  [`${A}#${'x'.repeat(9000)}\n`, '4:4096 long-line'],
  [`${A}INCLUDE no.cfg\n`, '4:1 include-missing'],
  [`${A}TEXT HELP\nx\n`, '4:1 text-unterminated'],
  ['DEFAULT a\nLABEL a\nKERNEL vmlinuz-6.1.0\n', '3:1 kernel-is-pxe-program'],
  ['DEFAULT a\nLABEL a\nKERNEL X.C32\n', '3:1 kernel-is-not-linux'],
  [`LABEL\n${A}`, '1:1 label-without-name'],
  ['UI menu.c32\nLABEL a\nLABEL g\nMENU GOTO no\n', '3:1 unknown-target'],
  [`${A}MENU BEGIN x\n`, '2:1 menu-end-missing'],
]
for (const [config, expected] of rows) {
  warnings(`${JSON.stringify(config.replaceAll(/x{9,}/g, 'xxx...'))}: ${expected || 'nothing'}`, async () => {
    const played = await play(config)
    assert.is(
      played.warnings.map(({ line, column, code }) => `${line}:${column} ${code}`).join(' '),
      expected,
    )
    assert.ok(played.warnings.every(({ file }) => file === 'pxelinux.cfg/default'))
  })
}

warnings('are said once, though menu.c32 reads everything again', async () => {
  const played = await play('UI menu.c32\nLABEL a\nKERNEL vmlinuz\nMENU TITEL x\n')
  assert.is(played.warnings.length, 1)
})

warnings('name the keyword that seems to be meant', async () => {
  const played = await play(`${A}APEND x\n`)
  assert.match(played.warnings[0]?.message ?? '', /"APEND" .* is APPEND meant/)
  assert.is(await result(`${A}APEND x\n`), 'a: BOOT_IMAGE=vmlinuz')
})

warnings('of a file of junk are not without end', async () => {
  const played = await play(`${A}${'LABLE x\nMENU NONE\n'.repeat(5000)}`)
  assert.is(played.warnings.length, 200)
})

warnings('come with every label and its files when a configuration is checked', async () => {
  const tree = {
    'p/x.cfg':
      'INCLUDE more.cfg\nLABEL a\nKERNEL k\nINITRD i1,i2\nLABEL m\nKERNEL menu.c32\nLABEL r\nCOM32 reboot.c32\nKERNAL x\n',
    'p/more.cfg': 'LABEL l\nLOCALBOOT 0\nLABEL c\nCONFIG y\n',
    k: KERNEL,
  }
  const checked = await checkPxelinux(leased({ pathPrefix: 'p/' }), 'x.cfg', treeHost(tree))
  assert.equal(
    checked.labels.map(({ label, at, boots, error }) => [
      `${at.file}:${at.line} ${label}`,
      boots?.local?.value ??
        [boots?.kernel, ...(boots?.initrds ?? [])].map((file) => file?.name ?? null).join(' '),
      error?.code ?? null,
    ]),
    [
      ['p/more.cfg:1 l', 0, null],
      ['p/more.cfg:3 c', '', 'E_CONFIG_NOT_FOUND'],
      ['p/x.cfg:2 a', 'p/k p/i1 p/i2', null],
      ['p/x.cfg:5 m', '', null],
      ['p/x.cfg:7 r', '', 'E_UNSUPPORTED'],
    ],
  )
  assert.equal(
    [checked.file, checked.includes, checked.warnings.length],
    ['p/x.cfg', ['p/more.cfg', 'p/y'], 1],
  )
  assert.is(checked.menu?.entries.length, 5)
  assert.is((await checkPxelinux(CLIENT, 'no', treeHost(tree))).file, null)
})

warnings.run()
