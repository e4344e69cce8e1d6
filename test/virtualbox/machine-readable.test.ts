// The output of `showvminfo --machinereadable` in all its shapes.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { macAddressesOf, readMachine } from '../../src/virtualbox/machine.ts'
import { parseMachineReadable } from '../../src/virtualbox/machine-readable.ts'

const parsing = suite('showvminfo --machinereadable')

const value = (output: string, key: string) => parseMachineReadable(output).get(key)

const SHAPES: [shape: string, line: string, key: string, value: string | undefined][] = [
  ['a quoted value', 'name="web 1"', 'name', 'web 1'],
  ['a bare value', 'memory=2048', 'memory', '2048'],
  ['a quoted key', '"IDE-1-0"="/vms/web 1/x.iso"', 'IDE-1-0', '/vms/web 1/x.iso'],
  ['a quoted key with an equals sign', '"a=b-0-0"="none"', 'a=b-0-0', 'none'],
  ['an empty value', 'vrdeaddress=""', 'vrdeaddress', ''],
  ['escaped quotes and backslashes', String.raw`name="a \"b\" \\c"`, 'name', String.raw`a "b" \c`],
  ['quotes that are not escaped', 'name="a "b" c"', 'name', 'a "b" c'],
  ['backslashes that are not escaped', String.raw`CfgFile="C:\vms\web"`, 'CfgFile', String.raw`C:\vms\web`],
  ['a backslash before the last quote', String.raw`SharedFolderPath1="C:\"`, 'SharedFolderPath1', 'C:\\'],
  ['text behind the quotes', 'VideoMode="1288,790,32"@0,0 1', 'VideoMode', '"1288,790,32"@0,0 1'],
  ['a value that is not set', 'teleporterport=<not set>', 'teleporterport', '<not set>'],
  ['an equals sign in the value', 'description="a=b"', 'description', 'a=b'],
  ['a carriage return at the end', 'nic1="bridged"\r', 'nic1', 'bridged'],
  ['a line without an equals sign', 'no key here', 'no key here', undefined],
]

for (const [shape, line, key, expected] of SHAPES) {
  parsing(`reads ${shape}`, () => {
    assert.is(value(`before=1\n${line}\nafter="2"\n`, key), expected)
    assert.is(value(`before=1\n${line}\nafter="2"\n`, 'after'), '2')
  })
}

parsing('lets the first value of a key win', () => {
  assert.is(value('macaddress1="080027AABBCC"\nmacaddress1="080027DDEEFF"\n', 'macaddress1'), '080027AABBCC')
})

const SPOOF = 'macaddress1="080027BAD000"'
const REAL = 'macaddress1="080027AABBCC"'
const DESCRIPTIONS: [what: string, lines: string[]][] = [
  ['of many lines', ['description="first', 'second', 'last"']],
  ['with lines that look like keys', ['description="first', SPOOF, SPOOF, 'last"']],
  ['with escaped lines that look like keys', ['description="first', SPOOF.replaceAll('"', '\\"'), 'last"']],
  ['that begins with a line feed', ['description="', SPOOF, SPOOF, '"']],
  ['that ends in a backslash', ['description="first', SPOOF, String.raw`last \\"`]],
  ['with a line that ends in an escaped quote', [String.raw`description="he said \"`, SPOOF, 'last"']],
  ['of a snapshot', ['SnapshotDescription-1="first', SPOOF, 'last"']],
]

for (const [what, lines] of DESCRIPTIONS) {
  parsing(`takes no key out of a description ${what}`, () => {
    const output = ['name="a"', ...lines, REAL, 'VMState="poweroff"'].join('\n')
    assert.is(value(output, 'macaddress1'), '080027AABBCC')
    assert.is(value(output, 'VMState'), 'poweroff')
  })
}

parsing('takes no key out of a description without an end', () => {
  assert.is(value(`name="a"\ndescription="first\n${SPOOF}\n`, 'macaddress1'), undefined)
})

parsing('reads anything without hanging or throwing', () => {
  for (const output of ['', '=', '"="', '"', 'a="', '"a"=', '\0=\0', 'x'.repeat(100_000), '"'.repeat(10_000)])
    parseMachineReadable(output)
})

const OUTPUT = `name="web"
ostype="Debian (64-bit)"
UUID="0c9f0d0e-1111-2222-3333-444455556666"
CfgFile="/home/ann/VirtualBox VMs/web/web.vbox"
hardwareuuid="0C9F0D0E-1111-2222-3333-444455556666"
firmware="EFI"
boot1="dvd"
boot2="disk"
boot3="none"
boot4="none"
VMState="poweroff"
storagecontrollername0="IDE"
storagecontrollertype0="PIIX4"
storagecontrollername1="SATA-1"
storagecontrollertype1="IntelAhci"
storagecontrollername2="Floppy"
storagecontrollertype2="I82078"
"IDE-0-0"="none"
"IDE-1-0"="/isos/tools"
"IDE-ImageUUID-1-0"="9c3d2e1f-aaaa-bbbb-cccc-ddddeeeeffff"
"IDE-tempeject-1-0"="off"
"SATA-1-0-0"="/vms/web/web.vdi"
"SATA-1-1-0"="emptydrive"
"Floppy-0-0"="emptydrive"
bridgeadapter1="br0"
macaddress1="080027AABBCC"
nic1="bridged"
nictype1="Am79C970A"
macaddress2="080027AABBCD"
hostonlyadapter2="vboxnet0"
nic2="hostonly"
vrde="on"
vrdeport=-1
vrdeports="8888"
vrdeaddress="127.0.0.1"
`

parsing('tells a machine', () => {
  assert.equal(readMachine(OUTPUT), {
    name: 'web',
    uuid: '0c9f0d0e-1111-2222-3333-444455556666',
    hardwareUuid: '0C9F0D0E-1111-2222-3333-444455556666',
    settingsFile: '/home/ann/VirtualBox VMs/web/web.vbox',
    firmware: 'efi',
    state: 'poweroff',
    adapter: { network: 'bridged', device: 'br0', mac: '08:00:27:aa:bb:cc', type: 'Am79C970A' },
    bootOrder: ['dvd', 'disk', 'none', 'none'],
    controllers: [
      { name: 'IDE', type: 'PIIX4' },
      { name: 'SATA-1', type: 'IntelAhci' },
      { name: 'Floppy', type: 'I82078' },
    ],
    slots: [
      { controller: 'IDE', port: 0, device: 0, medium: 'none', isDvd: false },
      { controller: 'IDE', port: 1, device: 0, medium: '/isos/tools', isDvd: true },
      { controller: 'SATA-1', port: 0, device: 0, medium: '/vms/web/web.vdi', isDvd: false },
      { controller: 'SATA-1', port: 1, device: 0, medium: 'emptydrive', isDvd: true },
    ],
    remoteDisplay: { address: '127.0.0.1', port: '8888' },
  })
})

parsing('tells every MAC address', () => {
  assert.equal(macAddressesOf(OUTPUT), ['08:00:27:aa:bb:cc', '08:00:27:aa:bb:cd'])
})

parsing('names the key that an output lacks', () => {
  assert.throws(() => readMachine(OUTPUT.replace(/^UUID.*\n/m, '')), /printed no UUID/)
  assert.throws(() => readMachine(''), /printed no name/)
})

parsing.run()
