// Answer files of installers: rendered for a host, served, and fetched by it; and what the installer says at its end.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LAB } from '../support/host-store.ts'
import { listening } from '../support/listening.ts'
import { needs, unless } from '../support/requirements.ts'
import { PROGRAM, withSite } from './boots.ts'

const answers = suite('answer files')
const test = unless(needs('root', 'ip', 'curl'), answers)

test('a preseed file and a kickstart reach the installer, whose end spends the boot', () =>
  withSite({ 'debian/vmlinuz': 'x', 'debian/initrd.img': 'x' }, async ({ net, tree }) => {
    for (const name of ['preseed.cfg', 'ks.cfg'])
      writeFileSync(join(net.folder, name), readFileSync(`test/fixtures/hosts/${name}`))
    const store = join(net.folder, 'hosts.ini')
    writeFileSync(
      store,
      `${LAB}answers = preseed.cfg, ks.cfg\nx-disk = /dev/vda\nx-password = "$6$salt$hash"\n[output "pxelinux"]\nroot = ${tree.root}\n`,
    )
    const place = [`--hosts=${store}`, `--state-dir=${join(net.folder, 'state')}`]
    const hosts = (...words: string[]) => net.server.check([PROGRAM, 'hosts', ...words, ...place])
    await hosts('boot', 'web1', '--profile=debian', '--until-booted')
    await hosts('apply')
    await listening(
      net.server,
      net.server.start([PROGRAM, 'serve', tree.root, '--interface=eth0', ...place]),
      67,
    )
    const guest = await net.join('guest', { mac: '00:16:3e:11:22:33', address: '192.0.2.10/24' })
    const get = (path: string) => guest.check(['curl', '-sf', `http://192.0.2.1${path}`])

    const preseed = await get('/hosts/web1/preseed.cfg')
    assert.match(
      preseed,
      '\nd-i netcfg/get_ipaddress string 192.0.2.10\nd-i netcfg/get_netmask string 255.255.255.0\n',
    )
    assert.match(preseed, '\nd-i passwd/user-password-crypted password $6$salt$hash\n')
    assert.match(preseed, `'echo "$HOSTNAME" >/etc/installed'`)
    const kickstart = await get('/hosts/web1/ks.cfg')
    assert.match(kickstart, ' --hostname=web1.lab.example\n')
    assert.match(kickstart, 'echo "$i debian" >>')

    const booted = /curl -s http:\/\/192\.0\.2\.1(\/booted\/\w+)\n/.exec(kickstart)?.[1] ?? ''
    assert.match(await get('/pxelinux.cfg/01-00-16-3e-11-22-33'), '\n  KERNEL debian/vmlinuz\n')
    await get(booted)
    assert.match(await get('/pxelinux.cfg/01-00-16-3e-11-22-33'), '\n  LOCALBOOT 0\n')
  }))

answers.run()
