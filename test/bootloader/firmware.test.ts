import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cpuWordOf } from '../../src/bootloader/firmware.ts'

const cpu = suite('the CPU word')

cpu('has the family and the features of the processor', () => {
  assert.is(cpuWordOf('cpu family\t: 6\nflags\t\t: fpu pae vmx smx nx lm\n'), '6PVTXL')
  assert.is(cpuWordOf('cpu family\t: 25\nflags\t\t: svm nx lm pae\n'), '6PXLS')
  assert.is(cpuWordOf('cpu family\t: 4\nflags\t\t: fpu\n'), '4')
  assert.is(cpuWordOf('CPU implementer\t: 0x41\nFeatures\t: fp\n'), null)
})

cpu.run()
