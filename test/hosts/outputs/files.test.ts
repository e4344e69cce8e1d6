// What is written from the store, file by file.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readOutputs, wantedFiles } from '../../../src/hosts/outputs/index.ts'
import { hostStore, LAB, refused } from '../../support/host-store.ts'

const outputs = suite('what is written from the store')

const ROOT = '[output "pxelinux"]\nroot = /srv/tftp\n'
const TEXTS: Record<string, string> = {}

/** Path to text, without the header, which is the same in all. */
function written(ini: string, texts = TEXTS): Record<string, string> {
  const store = hostStore(ini)
  const sources = {
    readText: (path: string) => texts[path] ?? '',
    bootedUrl: () => null,
    stateFolder: '/state',
  }
  return Object.fromEntries(
    wantedFiles(store, readOutputs(store), sources).map(({ path, text }) => [
      path,
      text.replace(/^(?:#|\/\/) Written by tspxeboot from \/etc\/tspxeboot\/hosts\.ini: .*\n/m, ''),
    ]),
  )
}

outputs('a host has one label of its name, in a file of its MAC in lower case', () => {
  assert.equal(written(LAB + ROOT), {
    '/srv/tftp/pxelinux.cfg/01-00-16-3e-11-22-33': `DEFAULT web1
LABEL web1
  KERNEL debian/vmlinuz
  INITRD debian/initrd.img
  APPEND quiet root=/dev/nfs nfsroot=192.0.2.1:/srv/root/debian ip=dhcp
`,
  })
})

outputs('every file says who wrote it', () => {
  const store = hostStore(LAB + ROOT)
  const [file] = wantedFiles(store, readOutputs(store), {
    readText: () => '',
    bootedUrl: () => null,
    stateFolder: '/state',
  })
  assert.match(file?.text ?? '', /^# Written by tspxeboot from \/etc\/tspxeboot\/hosts\.ini: /)
})

const BOOTS: [string, string, string][] = [
  ['boot = local boots the disk', 'boot = local', 'LABEL web1\n  LOCALBOOT 0\n'],
  [
    'a root over HTTP is one for live-boot',
    'root = http://192.0.2.1/live.squashfs',
    '  APPEND quiet boot=live fetch=http://192.0.2.1/live.squashfs ip=dhcp\n',
  ],
  ['a root may be none', 'root = none', '  APPEND quiet\n'],
  ['several initrds', 'initrd = a.img, b.img', '  INITRD a.img,b.img\n'],
]
for (const [name, line, expected] of BOOTS) {
  outputs(name, () => {
    const text = written(`${LAB}${line}\n${ROOT}`)['/srv/tftp/pxelinux.cfg/01-00-16-3e-11-22-33'] ?? ''
    assert.ok(text.includes(expected), text)
  })
}

outputs('another profile, for once, is what the file boots', () => {
  const text = written(`${LAB}boot = rescue\n[profile "rescue"]\nkernel = http://192.0.2.1/rescue\n${ROOT}`)
  assert.equal(Object.values(text), ['DEFAULT web1\nLABEL web1\n  KERNEL http://192.0.2.1/rescue\n'])
})

outputs('hosts without a MAC, a profile or a kernel have no file', () => {
  const more = '[host "a"]\nip = 192.0.2.11\nprofile = debian\n[host "b"]\nmac = 00:16:3e:00:00:02\n'
  const empty = '[profile "empty"]\ncpus = 2\n[host "c"]\nmac = 00:16:3e:00:00:03\nprofile = empty\n'
  assert.is(Object.keys(written(LAB + more + empty + ROOT)).length, 1)
})

outputs('PXELINUX in a folder looks there, and finds the kernel from the root', () => {
  const files = written(LAB.replace('[profile', 'boot-file = bios/pxelinux.0\n[profile') + ROOT)
  const text = files['/srv/tftp/bios/pxelinux.cfg/01-00-16-3e-11-22-33'] ?? ''
  assert.match(text, 'KERNEL ::debian/vmlinuz\n')
})

outputs('a name that would leave the root is refused', () => {
  const ini = `${LAB}boot-file = ../pxelinux.0\n${ROOT}`
  assert.is(
    refused(() => written(ini)),
    "E_HOSTS_INVALID: host web1 (/etc/tspxeboot/hosts.ini:14): ../pxelinux.cfg/01-00-16-3e-11-22-33 is outside the boot server's root",
  )
})

outputs('GRUB gets a file a host, and a grub.cfg for images that look for no other', () => {
  const files = written(`${LAB}program = grub\nappend = "a 'b c' $x;y"\n${ROOT}`)
  assert.equal(Object.keys(files), [
    '/srv/tftp/grub/grub.cfg-01-00-16-3e-11-22-33',
    '/srv/tftp/grub/grub.cfg',
  ])
  assert.is(
    files['/srv/tftp/grub/grub.cfg-01-00-16-3e-11-22-33'],
    `set default=0
set timeout=0
menuentry web1 {
  linux /debian/vmlinuz a ''\\''b' 'c'\\''' '$x;y' root=/dev/nfs nfsroot=192.0.2.1:/srv/root/debian ip=dhcp
  initrd /debian/initrd.img
}
`,
  )
  assert.match(files['/srv/tftp/grub/grub.cfg'] ?? '', `\${net_default_mac}`)
})

outputs('iPXE gets a script', () => {
  assert.is(
    written(`${LAB}program = ipxe\n${ROOT}`)['/srv/tftp/hosts/web1/boot.ipxe'],
    `#!ipxe
kernel /debian/vmlinuz initrd=initrd0 quiet root=/dev/nfs nfsroot=192.0.2.1:/srv/root/debian ip=dhcp
initrd --name initrd0 /debian/initrd.img
boot
`,
  )
})

outputs('templates and answer files are rendered to the places that the store names', () => {
  const files = written(
    `${LAB}template = t.cfg\nanswers = install/preseed.cfg, ks.cfg\nx-disk = sda\n${ROOT}`,
    {
      '/etc/tspxeboot/t.cfg': `LABEL \${name}\n KERNEL \${kernel}\n APPEND \${append} \${root-args} $$HOME $x\n`,
      '/etc/tspxeboot/install/preseed.cfg': `\${mac} \${mac-dashes} \${ip} \${netmask} \${gateway} \${dns} \${domain}`,
      '/etc/tspxeboot/ks.cfg': `\${x-disk} \${server} \${network} \${profile} \${initrd} \${root} <\${booted-url}>`,
    },
  )
  assert.equal(files, {
    '/srv/tftp/pxelinux.cfg/01-00-16-3e-11-22-33':
      'LABEL web1\n KERNEL debian/vmlinuz\n APPEND quiet root=/dev/nfs nfsroot=192.0.2.1:/srv/root/debian ip=dhcp $HOME $x\n',
    '/srv/tftp/hosts/web1/preseed.cfg':
      '00:16:3e:11:22:33 00-16-3e-11-22-33 192.0.2.10 255.255.255.0 192.0.2.254 192.0.2.53 lab.example',
    '/srv/tftp/hosts/web1/ks.cfg':
      'sda 192.0.2.1 lab debian debian/initrd.img nfs:192.0.2.1:/srv/root/debian <>',
  })
})

outputs('an unknown name in a template is an error with file and line', () => {
  const ini = `${LAB}template = t.cfg\n${ROOT}`
  assert.is(
    refused(() => written(ini, { '/etc/tspxeboot/t.cfg': `LABEL a\n KERNEL \${kernal}\n` })),
    `E_HOSTS_INVALID: /etc/tspxeboot/t.cfg:2: unknown name \${kernal} (did you mean \${kernel}?)`,
  )
})

const DNSMASQ = '[output "dnsmasq"]\nhosts-file = /h\noptions-file = /o\n'

outputs('dnsmasq gets a line for each host, and common values once', () => {
  const second = '[host "web2"]\nmac = 00:16:3e:11:22:34\nip = 192.0.2.11\nprofile = debian\n'
  assert.equal(written(LAB + second + DNSMASQ), {
    '/h': '00:16:3e:11:22:33,192.0.2.10,web1\n00:16:3e:11:22:34,192.0.2.11,web2\n',
    '/o': `tag:known,tag:!special,option:server-ip-address,192.0.2.1
tag:known,tag:!special,option:bootfile-name,"pxelinux.0"
tag:known,tag:!special,option:router,192.0.2.254
tag:known,tag:!special,option:dns-server,192.0.2.53
tag:known,tag:!special,option:domain-name,lab.example
`,
  })
})

outputs('a host with values of its own gets its own lines; the kind of client counts last', () => {
  const own =
    'boot-file-efi-x86_64 = grub/grubx64.efi\nhttp-boot = http://192.0.2.1/b.efi\noption-209 = a"b\n'
  const others = [4, 5]
    .map((n) => `[host "w${n}"]\nmac = 00:16:3e:11:22:3${n}\nip = 192.0.2.1${n}\n`)
    .join('')
  const text = written(
    `${others}${LAB}${own}option-43 = hex:01:02\noption-42 = ip:192.0.2.7\noption-44 = none\n${DNSMASQ}`,
  )
  assert.match(
    text['/h'] ?? '',
    ':35,192.0.2.15,w5\n00:16:3e:11:22:33,set:lab/web1,set:special,192.0.2.10,web1\n',
  )
  assert.is(
    (text['/o'] ?? '').split('\n').slice(10).join('\n'),
    `tag:lab/web1,42,192.0.2.7
tag:lab/web1,43,01:02
tag:lab/web1,209,"a\\"b"
tag:lab/web1,tag:efi-x86_64,option:bootfile-name,"grub/grubx64.efi"
tag:lab/web1,tag:http,option:bootfile-name,"http://192.0.2.1/b.efi"
tag:lab/web1,tag:http,option:vendor-class,HTTPClient
`,
  )
})

outputs('of several networks, the range of each has a tag of its name', () => {
  const other = '[network "dmz"]\nsubnet = 198.51.100.0/24\n'
  assert.match(
    written(`${LAB}network = lab\n${other}${DNSMASQ}`)['/o'] ?? '',
    /^tag:lab,tag:known,tag:!special,/,
  )
})

outputs('a name that dnsmasq takes for a lease time is refused', () => {
  const said = refused(() => written(LAB.replace('web1', '12h') + DNSMASQ))
  assert.match(said, /^E_HOSTS_INVALID: host 12h \(\/etc\/tspxeboot\/hosts\.ini:14\): dnsmasq reads/)
})

outputs('ISC dhcpd gets a group for common values, and a line for each host', () => {
  const kinds = 'boot-file-ipxe = b.ipxe\nboot-file-efi-x86_64 = x.efi\nlease-seconds = 600\noption-209 = x\n'
  assert.equal(written(`${LAB.replace('[profile', `${kinds}[profile`)}[output "dhcpd"]\ninclude = /d\n`), {
    '/d': `option tspxeboot-209 code 209 = string;
# lab
group {
  next-server 192.0.2.1;
  filename "pxelinux.0";
  if exists user-class and option user-class = "iPXE" { filename "b.ipxe"; }
  elsif option pxe-system-type = 00:07 or option pxe-system-type = 00:09 { filename "x.efi"; }
  option routers 192.0.2.254;
  option domain-name-servers 192.0.2.53;
  option domain-name "lab.example";
  default-lease-time 600;
  max-lease-time 600;
  option tspxeboot-209 "x";
  host web1 { hardware ethernet 00:16:3e:11:22:33; fixed-address 192.0.2.10; option host-name "web1"; }
}
`,
  })
})

outputs('Kea gets a file a network, a line a host', () => {
  const other =
    '[network "dmz"]\nsubnet = 198.51.100.0/24\n[host "gw"]\nmac = 00:16:3e:00:00:09\nnetwork = dmz\n'
  const files = written(
    `${LAB}network = lab\noption-209 = ab\n${other}[output "kea"]\ninclude = /k-%n.json\n`,
  )
  assert.equal(JSON.parse(files['/k-lab.json'] ?? ''), [
    {
      'hw-address': '00:16:3e:11:22:33',
      'ip-address': '192.0.2.10',
      hostname: 'web1',
      'next-server': '192.0.2.1',
      'boot-file-name': 'pxelinux.0',
      'option-data': [
        { name: 'routers', data: '192.0.2.254' },
        { name: 'domain-name-servers', data: '192.0.2.53' },
        { name: 'domain-name', data: 'lab.example' },
        { code: 209, 'csv-format': false, data: '6162' },
      ],
    },
  ])
  assert.equal(JSON.parse(files['/k-dmz.json'] ?? '')[0].hostname, 'gw')
})

outputs('option-N = none drops what the network says, from every DHCP server', () => {
  const all = `${DNSMASQ}[output "dhcpd"]\ninclude = /d\n[output "kea"]\ninclude = /k\n[output "dns"]\nfile = /n\n`
  const files = written(`${LAB}option-3 = none\noption-6 = none\noption-15 = none\n${all}`)
  assert.is(
    files['/o'],
    `tag:known,tag:!special,option:server-ip-address,192.0.2.1
tag:known,tag:!special,option:bootfile-name,"pxelinux.0"
tag:known,tag:!special,3
tag:known,tag:!special,6
tag:known,tag:!special,15
`,
  )
  const options = (files['/d'] ?? '').split('\n').filter((line) => line.startsWith('  option '))
  assert.equal(
    options,
    [3, 6, 15].map((code) => `  option tspxeboot-${code} = null;`),
  )
  assert.equal(JSON.parse(files['/k'] ?? '')[0]['option-data'], [])
  assert.is(files['/n'], '192.0.2.10 web1.lab.example web1\n')
})

outputs('a new host changes one line of each file for DHCP and DNS', () => {
  const all = `${DNSMASQ}[output "dhcpd"]\ninclude = /d\n[output "kea"]\ninclude = /k\n[output "dns"]\nfile = /n\n`
  const before = written(LAB + all)
  const after = written(
    `${LAB}[host "web2"]\nmac = 00:16:3e:11:22:34\nip = 192.0.2.11\nprofile = debian\n${all}`,
  )
  assert.is(before['/n'], '192.0.2.10 web1.lab.example web1\n')
  for (const path of ['/h', '/d', '/k', '/n']) {
    const old = new Set(before[path]?.split('\n'))
    assert.is(after[path]?.split('\n').filter((line) => !old.has(line)).length, 1, path)
  }
  assert.is(before['/o'], after['/o'])
})

outputs('several networks need several files of Kea', () => {
  const ini = `${LAB}network = lab\n[network "b"]\nsubnet = 198.51.100.0/24\n[output "kea"]\ninclude = /k\n`
  assert.match(
    refused(() => written(ini)),
    'include = /k: there are 2 networks (each has a file of its own: write %n where its name goes)',
  )
})

outputs('two outputs may not write one file', () => {
  const ini = `${LAB}[output "dns"]\nfile = /h\n${DNSMASQ}`
  assert.match(
    refused(() => written(ini)),
    '/h would be written twice',
  )
})

outputs.run()
