// A boot program that was not there before is written for when it has a row of HOST_PROGRAMS, and refused without one.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PROGRAM_NAMES, type ProgramName } from '../../../src/program-names.ts'
import { toyProgram } from '../../support/toy-program.ts'

const TOY = 'toy' as ProgramName
// The store's keys are made of the names when they are loaded.
PROGRAM_NAMES.push(TOY)
const { BOOT_PROGRAMS } = await import('../../../src/pxecfg-parser/boot-programs.ts')
const { readOutputs, wantedFiles } = await import('../../../src/hosts/outputs/index.ts')
const { HOST_PROGRAMS } = await import('../../../src/hosts/outputs/programs/index.ts')
const { playOffline } = await import('../../../src/hosts/outputs/offline-boot.ts')
const { hostStore, LAB } = await import('../../support/host-store.ts')

const programs = suite('the boot programs that the store writes for')

const STORE = hostStore(`${LAB}program = toy\n[output "pxelinux"]\nroot = /nowhere\n`)
const wanted = () =>
  wantedFiles(STORE, readOutputs(STORE), {
    readText: () => '',
    bootedUrl: () => null,
    stateFolder: '/state',
  })

programs('are their folders, names and texts: a new one is a row', async () => {
  BOOT_PROGRAMS[TOY] = toyProgram('toy/web1.txt')
  HOST_PROGRAMS[TOY] = {
    folders: () => ['toy/'],
    fileName: ({ name }) => `${name}.txt`,
    text: (_, boot) => (boot.kind === 'local' ? '' : `${boot.kernel}\n${boot.initrds[0]}\n${boot.args}\n`),
  }
  const [file, ...others] = wanted()
  assert.equal(others, [])
  assert.is(file?.path, '/nowhere/toy/web1.txt')
  const { configuration = null, text = '' } = file ?? {}
  assert.match(text, /^# Written by tspxeboot from .*\ndebian\/vmlinuz\n/)
  if (configuration === null) throw new Error('not a configuration')
  const server = { root: '/nowhere', texts: new Map([['toy/web1.txt', text]]) }
  assert.is(await playOffline(STORE, configuration, server), null)
  const wrong = { ...server, texts: new Map([['toy/web1.txt', text.replace('debian/vmlinuz', 'other')]]) }
  assert.match(String(await playOffline(STORE, configuration, wrong)), /other/)
})

programs('do not have one without a row: nothing is written for it', () => {
  delete HOST_PROGRAMS[TOY]
  assert.throws(wanted, /host web1 .*: no configurations are written for program = toy/)
})

programs.run()
