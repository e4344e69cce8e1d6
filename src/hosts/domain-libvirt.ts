/** A domain's XML for libvirt: for its Xen driver, or for KVM, whose guests' firmware boots from the network. */

import { BOOTLOADER, type Domain } from './domain.ts'

/** The whole document (formatdomain). */
export function libvirtDomain(domain: Domain): string {
  const { name, isXen, memoryMiB, vcpus, mac, bridge } = domain
  return `<domain type='${isXen ? 'xen' : 'kvm'}'>
  <name>${escaped(name)}</name>
  <memory unit='MiB'>${memoryMiB}</memory>
  <vcpu>${vcpus}</vcpu>
${isXen ? xenBoot(domain) : KVM_BOOT}
  <devices>
${diskOf(domain)}    <interface type='bridge'>
      <mac address='${mac}'/>
      <source bridge='${escaped(bridge ?? (isXen ? 'xenbr0' : 'virbr0'))}'/>${isXen ? '' : "\n      <model type='virtio'/>"}
    </interface>
    <console type='pty'/>
  </devices>
</domain>
`
}

const KVM_BOOT = `  <os>
    <type arch='x86_64'>hvm</type>
    <boot dev='network'/>
    <boot dev='hd'/>
  </os>`

function xenBoot({ mac, bridge, type }: Domain): string {
  const words = [`mac=${mac}`, ...(bridge === null ? [] : [`bridge=${bridge}`])].join(' ')
  const machine = type === 'pvh' ? "machine='xenpvh'>xenpvh" : "machine='xenpv'>linux"
  return `  <bootloader>${BOOTLOADER}</bootloader>
  <bootloader_args>${escaped(words)}</bootloader_args>
  <os>
    <type arch='x86_64' ${machine}</type>
  </os>`
}

function diskOf({ isXen, disk, noDisk }: Domain): string {
  if (disk === null && !isXen) return ''
  const path = disk?.split(',')[0] ?? noDisk
  const isBlock = path.startsWith('/dev/')
  return `    <disk type='${isBlock ? 'block' : 'file'}' device='disk'>
      <driver name='qemu' type='raw'/>
      <source ${isBlock ? 'dev' : 'file'}='${escaped(path)}'/>
      <target dev='${isXen ? "xvda' bus='xen" : "vda' bus='virtio"}'/>${disk === null ? '\n      <readonly/>' : ''}
    </disk>
`
}

function escaped(text: string): string {
  return text.replace(/[<>&'"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
