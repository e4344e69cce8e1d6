// Configurations that PXELINUX would hang on or never finish: each ends with an error that names file and line.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CONFIG_LIMITS } from '../../../src/pxecfg-parser/index.ts'
import type { TreeValue } from '../../support/pxelinux-case.ts'
import { type PlayOptions, play } from '../../support/pxelinux-play.ts'

const limits = suite('limits of a configuration')

/** main includes 1, which includes 2, ... up to `count`. */
function chain(count: number): Record<string, TreeValue> {
  const files = Array.from({ length: count }, (_, at) => [
    `${at + 1}`,
    at + 1 < count ? `# ${at}\nINCLUDE ${at + 2}\n` : 'DEFAULT vmlinuz\n',
  ])
  return Object.fromEntries(files)
}

async function fails(
  config: string,
  code: string,
  message: RegExp,
  options: PlayOptions = {},
): Promise<void> {
  const { error } = await play(config, options)
  assert.is(error?.code, code)
  assert.match(error?.message ?? '', message)
}

limits('INCLUDE goes 100 files deep, and not deeper', async () => {
  assert.is((await play('INCLUDE 1\n', { files: chain(100) })).outcome, 'boot')
  await fails('INCLUDE 1\n', 'E_CONFIG_INVALID', /^100 line 2: .*100 files/, { files: chain(101) })
})

limits('a file that includes itself is said to', async () => {
  const { error } = await play('DEFAULT vmlinuz\nINCLUDE pxelinux.cfg/default\n')
  assert.match(error?.message ?? '', /^pxelinux.cfg\/default line 2: /)
  assert.match(error?.hint ?? '', /includes itself/)
})

limits('200 files, counted as often as they are read', async () => {
  const files = { 'x.cfg': 'SAY x\n' }
  assert.is((await play(`DEFAULT vmlinuz\n${'INCLUDE x.cfg\n'.repeat(200)}`, { files })).outcome, 'boot')
  await fails('INCLUDE x.cfg\n'.repeat(201), 'E_CONFIG_INVALID', /line 201: .*200 files/, { files })
})

limits('8 MiB', async () => {
  const big = { head: '', repeat: '# comment\n', count: CONFIG_LIMITS.bytes / 20 }
  await fails('INCLUDE 1\nINCLUDE 2\n', 'E_FETCH_TOO_BIG', /2: .*8388608 bytes/, {
    files: { 1: big, 2: big },
  })
})

limits('menus 512 deep', async () => {
  await fails('MENU BEGIN\n'.repeat(513), 'E_CONFIG_INVALID', /default line 513: .*512 deep/)
})

limits('CONFIG that leads back to itself', async () => {
  const files = { 'two.cfg': 'DEFAULT b\nLABEL b\nCONFIG pxelinux.cfg/default\n' }
  await fails(
    'DEFAULT a\nLABEL a\nCONFIG two.cfg\n',
    'E_CONFIG_INVALID',
    /^two.cfg line 3: CONFIG .* leads back/,
    { files },
  )
})

limits('commands that run one another', async () => {
  await fails(
    'DEFAULT a\nLABEL a\nCOM32 cmd.c32\nAPPEND a\n',
    'E_CONFIG_INVALID',
    /line 2.*commands were run/,
  )
})

limits('CONFIG that goes on and on under new names', async () => {
  await fails(
    'DEFAULT a\nLABEL a\nCONFIG ::pxelinux.cfg/default\nAPPEND x/\n',
    'E_CONFIG_INVALID',
    /commands were run/,
  )
})

limits.run()
