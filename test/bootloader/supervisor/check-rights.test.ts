import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../../src/boot-error.ts'
import { checkRights } from '../../../src/bootloader/supervisor/check-rights.ts'

const rights = suite('the rights of a client')

/** As proc_pid_status(5) has them. */
const STATUS = {
  Uid: '1900000077\t1900000077\t1900000077\t1900000077',
  Gid: '65534\t65534\t65534\t65534',
  Groups: ' ',
  CapPrm: '0000000000002400',
  CapEff: '0000000000002400',
  CapBnd: '0000000000002400',
  NoNewPrivs: '1',
  Seccomp: '2',
}

/** What checkRights says to a process with this status. */
function verdict(status: Partial<typeof STATUS>): string {
  const text = Object.entries({ ...STATUS, ...status }).map(([name, value]) => `${name}:\t${value}\n`)
  const wanted = {
    capabilities: ['net_raw', 'net_bind_service'],
    user: { uid: 1_900_000_077, gid: 65534 },
    filtered: true,
  } as const
  try {
    checkRights(text.join(''), wanted)
    return 'right'
  } catch (error) {
    return error instanceof BootError ? `${error.code}: ${error.message}` : String(error)
  }
}

rights('are those of the table', () => {
  assert.is(verdict({}), 'right')
})

const WRONG: [status: Partial<typeof STATUS>, says: string][] = [
  [{ Uid: '1900000077\t1900000077\t0\t1900000077' }, 'its user is '],
  [{ Gid: '0\t0\t0\t0' }, 'its group is '],
  [{ Groups: '6 ' }, 'it is in the groups 6'],
  [{ CapPrm: '0000000000202400' }, 'CapPrm is 0000000000202400, not 2400'],
  [{ CapEff: '0000000000000000' }, 'CapEff is 0000000000000000, not 2400'],
  [{ CapBnd: '000001ffffffffff' }, 'CapBnd is 000001ffffffffff, not 2400'],
  [{ NoNewPrivs: '0' }, 'it can gain new rights'],
  [{ Seccomp: '0' }, 'no seccomp filter is in force'],
]
for (const [status, says] of WRONG) {
  rights(`end the boot with ${JSON.stringify(status)}`, () => {
    const said = verdict(status)
    assert.match(said, /^E_PERMISSION: /)
    assert.match(said, says)
  })
}

rights.run()
