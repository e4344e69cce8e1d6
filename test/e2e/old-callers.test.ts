// Callers from before libxl: xm and xend, provisioners like xCAT, scripts with a vif's text in every spelling. They
// read an sxp result from stdout.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sha256 } from '../support/boot-tree.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { needs, unless } from '../support/requirements.ts'
import { MAC, PROGRAM, withSite } from './boots.ts'

const callers = suite('old callers')
const test = unless(needs('root', 'ip', 'dnsmasq'), callers)

const SPELLINGS: Record<string, string[]> = {
  'xCAT, the MAC alone': ['mac=00:16:3E:11:22:33'],
  'a vif in one word': ['mac=00:16:3e:11:22:33,bridge=xenbr0'],
  'a vif with blanks': ['mac=00:16:3E:11:22:33 , bridge=xenbr0'],
  'a vif cut at its blanks': ['mac=00:16:3E:11:22:33', ',', 'bridge=xenbr0'],
  'an xm config’s list': ["['mac=00:16:3e:11:22:33,bridge=xenbr0']"],
  'a quoted vif': ["'mac=00:16:3e:11:22:33, bridge=xenbr0'"],
  'a vif with all that xl knows': [
    'mac=00:16:3e:11:22:33,bridge=xenbr0,ip=192.0.2.9,vifname=vif7.0,model=e1000,type=vif,script=vif-bridge,rate=1Mb/s',
  ],
  'several words': ['mac=00:16:3e:11:22:33', 'bridge=xenbr0', 'vifname=vif7.0'],
}

for (const [spelling, words] of Object.entries(SPELLINGS)) {
  test(spelling, () =>
    withSite({}, async ({ net, tree }) => {
      await dnsmasq(net.server, {}, { tftpRoot: tree.root })
      const directory = join(net.host.folder, 'boot')
      const command = [PROGRAM, ...words, '--output-directory', directory, '/dev/vg0/guest']
      const { status, stdout, stderr } = await net.host.run(command)
      assert.is(status, 0, stderr)
      const [, kernel = '', ramdisk = '', args] =
        /^linux \(kernel '([^']+)'\)\(ramdisk '([^']+)'\)\(args '([^']*)'\)\n?$/.exec(stdout) ?? []
      assert.ok(kernel.startsWith(directory), stdout)
      assert.is(sha256(readFileSync(kernel)), tree.kernel)
      assert.is(sha256(readFileSync(ramdisk)), tree.initrd)
      assert.is(args, 'root=/dev/nfs ip=dhcp quiet')
      assert.match(stderr, `requesting info for MAC address ${MAC.toUpperCase()}`)
    }),
  )
}

test('pypxeboot’s own options are taken', () =>
  withSite({}, async ({ net, tree }) => {
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const options = ['--udhcpc=/usr/bin/udhcpc', '--label=linux', '-q']
    const command = [PROGRAM, ...options, `mac=${MAC}`, '--output-directory', join(net.host.folder, 'boot')]
    const { status, stdout, stderr } = await net.host.run(command)
    assert.is(status, 0, stderr)
    assert.match(stdout, /^linux \(kernel /)
  }))

callers.run()
