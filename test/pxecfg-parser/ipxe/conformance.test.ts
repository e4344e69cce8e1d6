// The cases whose results a real iPXE confirmed, played in this process. IPXE_CASES=DIR[:DIR...] adds more.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readable } from '../../../src/byte-text.ts'
import type { ScriptMenu, ScriptPlayed } from '../../../src/pxecfg-parser/ipxe/index.ts'
import { ipxeCases } from '../../support/ipxe-case.ts'
import { type IpxeGiven, ipxeDifferences } from '../../support/ipxe-compare.ts'
import { runCase } from '../../support/ipxe-host.ts'

/** That build had no https; ours has, as today's builds do. */
const OTHERWISE = new Set(['uri-unsupported'])

const conformance = suite('iPXE conformance')

for (const one of ipxeCases().filter(({ id }) => !OTHERWISE.has(id))) {
  conformance(`${one.id}: ${one.title}`, () => {
    const { played } = runCase(one)
    assert.equal(ipxeDifferences(one, givenBy(played)), [], played.error?.message)
  })
}

conformance('a menu and a prompt without a time-out wait', () => {
  const waiting = ipxeCases().filter(
    ({ expected, group }) => expected.outcome === 'waits' && group !== 'hostile',
  )
  assert.ok(waiting.length > 0)
  assert.equal(
    waiting.map((one) => runCase(one).waits),
    waiting.map(() => true),
  )
})

conformance.run()

function givenBy({ outcome, entry, local, error, menu }: ScriptPlayed): IpxeGiven {
  return {
    outcome,
    kernel: entry?.kernel ? readable(entry.kernel.name) : null,
    cmdline: readable(entry?.cmdline ?? ''),
    initrds: (entry?.initrds ?? []).map(({ name }) => readable(name)),
    xen: entry?.xen
      ? { ...entry.xen, modules: entry.xen.modules.map(({ path, args }) => ({ uri: path, args })) }
      : undefined,
    local: local ?? undefined,
    code: error?.code ?? null,
    menu: menu && menuOf(menu),
  }
}

function menuOf({ title, items, selected, timeoutMs }: ScriptMenu): NonNullable<IpxeGiven['menu']> {
  return {
    title: readable(title),
    entries: items.map(({ label, text, key, default: usual }) => ({
      label: label && readable(label),
      text: readable(text),
      ...(key === null
        ? {}
        : { key: key > 32 && key < 127 ? String.fromCharCode(key) : `0x${key.toString(16)}` }),
      ...(usual ? { default: true as const } : {}),
    })),
    default: items[selected]?.label ?? '',
    timeoutMs,
  }
}
