// What hosts check finds.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dhcpBootLines } from '../../../src/hosts/outputs/dnsmasq-config.ts'
import { applyStore, checkStore } from '../../../src/hosts/outputs/index.ts'
import { checkSections } from '../../../src/server/index.ts'
import { hostStore, LAB } from '../../support/host-store.ts'

const check = suite('hosts check')

let folder = ''
const at = (name: string) => join(folder, name)
const CONFIG = 'tftp/pxelinux.cfg/01-00-16-3e-11-22-33'

/** A store that was applied, on a boot server that has its files. */
check.before.each(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tspxeboot-check-'))
  mkdirSync(at('tftp/debian'), { recursive: true })
  for (const name of ['tftp/debian/vmlinuz', 'tftp/debian/initrd.img']) writeFileSync(at(name), 'x')
  await apply(ini())
})
check.after.each(() => rmSync(folder, { recursive: true }))

const ini = (more = '') => `${LAB}${more}[output "pxelinux"]\nroot = ${at('tftp')}\n`

async function apply(text: string): Promise<void> {
  writeFileSync(at('hosts.ini'), text)
  const settings = { folder: at('state'), force: false, onWarning() {} }
  await applyStore(hostStore(text, at('hosts.ini')), settings)
}

/** `SEVERITY CODE HOST FILE:LINE MESSAGE` a finding, without the folder. */
async function found(text?: string): Promise<string[]> {
  if (text !== undefined) writeFileSync(at('hosts.ini'), text)
  const findings = await checkStore(at('hosts.ini'), at('state'), checkSections)
  return findings.map(({ severity, code, host, file, line, message }) =>
    [severity, code, host ?? '-', `${file}:${line ?? ''}`, message].join(' ').replaceAll(`${folder}/`, ''),
  )
}

check('nothing if everything is as the store says', async () => {
  assert.equal(await found(), [])
})

check('a broken rule, with its line', async () => {
  assert.equal(await found(ini().replace('192.0.2.10', '198.51.100.1')), [
    'error E_HOSTS_INVALID web1 hosts.ini:16 host web1: 198.51.100.1 is not in network lab',
  ])
})

check('an output that cannot be written, with its line', async () => {
  assert.equal(await found(`${ini()}roots = /srv\n`), [
    'error E_HOSTS_INVALID - hosts.ini:20 [output "pxelinux"]: unknown key roots (did you mean root?)',
  ])
})

check('keys of the embedded server, each with its line', async () => {
  const sections =
    '[dhcp]\nrange = none\nleas-seconds = 5\n[host "00:16:3e:00:00:09"]\nip = x\n[tftp "a"]\nsize = 1\n'
  assert.equal(await found(ini(sections)), [
    'error E_HOSTS_INVALID - hosts.ini:20 [dhcp]: unknown key leas-seconds (did you mean lease-seconds?)',
    'error E_HOSTS_INVALID - hosts.ini:22 [host "00:16:3e:00:00:09"]: ip = x: not a value for it',
  ])
})

check('files that are not on the boot server', async () => {
  rmSync(at('tftp/debian/initrd.img'))
  const text = ini().replace('[profile', 'boot-file = pxelinux.0\n[profile')
  assert.equal(await found(text), [
    'warning E_FETCH_NOT_FOUND - hosts.ini:8 boot-file = pxelinux.0: there is no such file in tftp',
    'error E_FETCH_NOT_FOUND - hosts.ini:11 initrd = debian/initrd.img: there is no such file in tftp',
  ])
})

check('what has not been applied', async () => {
  const second = '[host "web2"]\nmac = 00:16:3e:11:22:34\nip = 192.0.2.11\nprofile = debian\n'
  assert.equal(await found(ini(`append = other\n${second}`)), [
    `error not-applied web1 ${CONFIG}: is out of date: tspxeboot hosts apply`,
    `error not-applied web2 tftp/pxelinux.cfg/01-00-16-3e-11-22-34: is not written yet: tspxeboot hosts apply`,
    `error leads-elsewhere web1 ${CONFIG}: its arguments are "quiet root=/dev/nfs nfsroot=192.0.2.1:/srv/root/debian ip=dhcp", not "other root=/dev/nfs nfsroot=192.0.2.1:/srv/root/debian ip=dhcp"`,
  ])
})

check('what was edited, and where it leads', async () => {
  writeFileSync(at(CONFIG), 'DEFAULT a\nLABEL a\nKERNEL debian/vmlinuz\nINITRD debian/initrd.img\nAPPEND x\n')
  assert.equal(await found(), [
    `error E_HOSTS_CONFLICT web1 ${CONFIG}: was changed since tspxeboot wrote it`,
    `error leads-elsewhere web1 ${CONFIG}: its arguments are "x", not "quiet root=/dev/nfs nfsroot=192.0.2.1:/srv/root/debian ip=dhcp"`,
  ])
})

check('a dhcp-boot in any file of dnsmasq’s configuration, for that overrides the options file', () => {
  mkdirSync(at('conf.d'))
  writeFileSync(at('dnsmasq.conf'), `# dhcp-boot=old.0\nconf-dir=${at('conf.d')},.bak\n`)
  writeFileSync(at('conf.d/boot.conf'), 'port=0\ndhcp-boot=pxelinux.0,,192.0.2.1\n')
  writeFileSync(at('conf.d/boot.bak'), 'dhcp-boot=other.0\n')
  const lines = dhcpBootLines(['dnsmasq', '-k', `--conf-file=${at('dnsmasq.conf')}`])
  assert.equal(lines, [{ file: at('conf.d/boot.conf'), line: 2, text: 'dhcp-boot=pxelinux.0,,192.0.2.1' }])
})

check.run()
