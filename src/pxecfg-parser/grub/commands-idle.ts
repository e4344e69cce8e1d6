/** Commands that do nothing for a network boot: look and feel, modules, the guest's disks and network. */

import { type CommandRun, STATUS } from './machine.ts'

const yes: CommandRun = () => STATUS.ok
const no: CommandRun = () => STATUS.false

const TRUE = `
  acpi all_functional_test background_color clear cls cmosclean crypto_check cutmem date dump echo efitextmode gettext
  gfxmode_list hdparm help insmod keymap keystatus_reset list_env list_trusted loadbios load_video lsacpi lsefi
  lsefimmap lsefisystab lsmmap lsmod lspci lssal memrw mmap net_add_addr net_add_dns net_add_route net_bootp net_bootp6
  net_del_addr net_del_dns net_del_route net_dhcp net_get_dhcp_option net_ipv6_autoconf net_ls_addr net_ls_cards
  net_ls_dns net_ls_routes net_nslookup net_set_vlan authenticate pause play pxe_unload read rmmod save_env serial
  setpci spkmodem terminal_input terminal_output terminfo trust usb verify_detached videoinfo videotest vbeinfo
  vbetest write_byte write_word write_dword ls hexdump cat
`
const FALSE = `
  background_image cmosdump cmostest cryptomount drivemap efifwsetup file keystatus loadfont loopback lsfonts
  nativedisk parttool probe testload testspeed xnu_kernel xnu_kernel64 ntldr freedos truecrypt pxechain plan9 kfreebsd
  knetbsd kopenbsd
`

export const IDLE_COMMANDS: Record<string, CommandRun> = {
  ...Object.fromEntries(words(TRUE).map((name) => [name, yes])),
  ...Object.fromEntries(words(FALSE).map((name) => [name, no])),
  // it waits for nobody, but wants to know how long
  sleep: (_, { args }) => (args.some((arg) => !arg.startsWith('-')) ? STATUS.ok : STATUS.badArgument),
  // `-l`: whether the processor has 64 bits
  cpuid: (_, { args }) =>
    args.every((arg) => ['-l', '--long-mode', '-p', '--pae'].includes(arg)) ? STATUS.ok : STATUS.false,
}

function words(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== '')
}
