// The cases that pin down PXELINUX 6.04, played in this process. PXELINUX_CASES=DIR[:DIR...] adds more.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pxelinuxCases } from '../../support/pxelinux-case.ts'
import { differences, givenBy } from '../../support/pxelinux-compare.ts'
import { clientOf, playPxelinux, treeHost } from '../../support/pxelinux-host.ts'

const conformance = suite('PXELINUX conformance')

for (const one of pxelinuxCases()) {
  conformance(`${one.id}: ${one.title}`, async () => {
    const { tree, selection } = one.input
    const { keystrokes, ...selected } = selection
    const played = await playPxelinux(clientOf(one), selected, treeHost(tree, keystrokes))
    assert.equal(differences(one, givenBy(played)), [], played.error?.message)
  })
}

conformance('a difference is seen, and named', async () => {
  const [one] = pxelinuxCases().filter(({ id }) => id === 'menu-basic')
  assert.ok(one)
  const given = givenBy(await playPxelinux(clientOf(one), {}, treeHost(one.input.tree)))
  const wrong = { ...given, cmdline: 'x', label: null, menu: null, triedPaths: [] }
  const keys = differences(one, wrong).map((text) => text.split(':', 1)[0])
  assert.equal(keys, ['label', 'triedPaths', 'cmdline', 'menu'])
})

conformance.run()
