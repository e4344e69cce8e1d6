// From `root build` to a guest that runs the new root's own init: real mmdebstrap, the boot played on a bridge, QEMU.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { builtRoot, MARKER, ROOT_NAME } from '../support/built-root.ts'
import { listening } from '../support/listening.ts'
import { createNetwork, SERVER_ADDRESS } from '../support/network.ts'
import { needs, unless } from '../support/requirements.ts'
import { MAC, PROGRAM } from './boots.ts'

const roots = suite('a root file system for diskless guests')
const machines = process.env.TSPXEBOOT_TEST_XEN === '0' ? 'needs a machine in emulation' : null
const test = unless(machines ?? needs('root', 'ip', 'mmdebstrap', 'mksquashfs', 'qemu-system-x86_64'), roots)

/** Seconds that a guest in emulation may take on a machine that is busy. */
const LIMIT = 1500
/** A serial port takes emulation longer than anything else. */
const QUICK = 'console=ttyS0 quiet loglevel=3 systemd.show_status=0 mitigations=off'

test('the same packages at the same moment give the same bytes', async () => {
  const { first, second } = await builtRoot()
  assert.equal(second, first)
})

test('a guest downloads it over HTTP, and its own init has the name and the address of DHCP', async () => {
  const { tree } = await builtRoot()
  const net = await createNetwork()
  try {
    const reservations = join(net.folder, 'reservations.ini')
    writeFileSync(reservations, `[host "${MAC}"]\nip = 192.0.2.77\nhostname = web1\nconfig-file = boot.cfg\n`)
    const image = `${ROOT_NAME}/current`
    const url = `http://${SERVER_ADDRESS}/${image}/live/filesystem.squashfs`
    const config = `DEFAULT root\nLABEL root\n  KERNEL ${image}/vmlinuz\n  INITRD ${image}/initrd.img\n  APPEND boot=live fetch=${url} ip=dhcp ${QUICK}\n`
    writeFileSync(join(tree, 'boot.cfg'), config)
    const serve = ['serve', tree, '--interface=eth0', `--address=${SERVER_ADDRESS}/24`]
    const words = [...serve, '--reservations', reservations, '--state-dir', join(net.folder, 'state')]
    const server = await listening(net.server, net.server.start([PROGRAM, ...words]), 67)
    await listening(net.server, server, 69)

    for (const command of ['tuntap add guest0 mode tap', 'link set guest0 master xenbr0 up'])
      await net.host.check(['ip', ...command.split(' ')])
    const serial = join(net.folder, 'serial')
    const machine = ['-accel', 'tcg', '-m', '1536', '-nodefaults', '-display', 'none', '-no-reboot']
    const card = ['-netdev', 'tap,id=card,ifname=guest0,script=no,downscript=no']
    const device = ['-device', `virtio-net-pci,netdev=card,mac=${MAC}`, '-serial', `file:${serial}`]
    const { status, stderr } = await net.host
      .run([PROGRAM, 'qemu', `mac=${MAC}`, 'bridge=xenbr0', '--', ...machine, ...card, ...device], {
        limit: LIMIT,
      })
      .catch((error: Error) => ({ status: null, stderr: error.message }))
    const said = readFileSync(serial, 'latin1')
    assert.is(status, 0, stderr + said.slice(-3000))
    const [told = said.slice(-3000)] = said.split(/\r*\n/).filter((line) => line.includes(MARKER))
    assert.match(told, 'name=web1 init=systemd root=overlay address=192.0.2.77/24 swap=1 password=0')
  } finally {
    await net.close()
  }
})

roots.run()
