// Scripts that would keep iPXE busy for ever, or fill its memory: each ends with an error that names file and line.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts have this syntax
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { IpxeTreeValue } from '../../support/ipxe-case.ts'
import { runScript } from '../../support/ipxe-host.ts'

const limits = suite('limits of a script')

function ends(lines: string[], message: RegExp, files: Record<string, IpxeTreeValue> = {}): void {
  const { error } = runScript(`#!ipxe\n${lines.join('\n')}\n`, files).played
  assert.is(error?.code, 'E_CONFIG_INVALID')
  assert.match(error?.message ?? '', message)
}

limits('a million commands', () => {
  ends([':a', 'goto a'], /^boot\.ipxe line 3: more than 1000000 commands/)
})

limits('long values are shown over and over', () => {
  const characters = /^boot\.ipxe line 4: lines and expansions of more than \d+ characters/
  ends([`set a ${'x'.repeat(60_000)}`, ':a', 'iseq ${a} ${a}', 'goto a'], characters)
  // the value is long, but its text is empty
  ends([`set a ${'x'.repeat(60_000)}`, ':a', 'isset ${a:int32} ||', 'goto a'], characters)
})

limits('a long script is searched for a label each time it runs', () => {
  const long = `#!ipxe\ngoto end\n${'#'.repeat(4_000_000)}\n:end\n`
  ends([':a', 'chain long.ipxe', 'goto a'], /^long\.ipxe line \d+: lines and expansions of more than/, {
    'long.ipxe': long,
  })
})

limits('64 MiB of scripts', () => {
  const script = `#!ipxe\n${'#'.repeat(2 ** 20)}`
  ends(
    [':a', 'inc i', 'imgargs one.ipxe?${i}', 'goto a'],
    /^boot\.ipxe line 4: scripts of more than 67108864 bytes/,
    {
      'one.ipxe': script,
      ...Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`one.ipxe?${at}`, script])),
    },
  )
})

limits('100 blocks of settings, beside or inside one another', () => {
  const blocks = /more than 100 blocks of settings/
  ends([':a', 'inc i', 'set b${i}/x 1', 'goto a'], blocks)
  ends([`set ${'a.'.repeat(20_000)}a/x 1`, 'echo'], blocks)
})

limits('numbers of many digits are those of 32 bits', () => {
  const { entry } = runScript(
    `#!ipxe\nset a:uint32 ${'9'.repeat(50_000)}\nset b:uint32 -0x1${'0'.repeat(50_000)}f\nkernel vmlinuz \${a} \${b}\nboot\n`,
    {},
  ).played
  assert.is(entry?.cmdline, `0x${((10n ** 50_000n - 1n) & 0xffffffffn).toString(16)} 0xfffffff1`)
})

limits.run()
