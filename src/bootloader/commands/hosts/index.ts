/** `hosts COMMAND`: manages the store of hosts, and what is written from it. */

import type { CommandGroup } from '../../command.ts'
import { add } from './add.ts'
import { apply } from './apply.ts'
import { autoAdd } from './auto-add.ts'
import { boot } from './boot.ts'
import { booted } from './booted.ts'
import { check } from './check.ts'
import { discover } from './discover.ts'
import { libvirt, xl } from './domains.ts'
import { free } from './free.ts'
import { importCommand } from './import.ts'
import { list } from './list.ts'
import { mac } from './mac.ts'
import { remove } from './remove.ts'
import { rename } from './rename.ts'
import { set } from './set.ts'
import { show } from './show.ts'
import { wake } from './wake.ts'

export const hosts: CommandGroup = {
  name: 'hosts',
  summary: 'keep one record of every machine that boots, and write configurations from it',
  commands: [
    list,
    show,
    add,
    autoAdd,
    set,
    rename,
    remove,
    boot,
    booted,
    apply,
    check,
    xl,
    libvirt,
    importCommand,
    discover,
    wake,
    mac,
    free,
  ],
}
