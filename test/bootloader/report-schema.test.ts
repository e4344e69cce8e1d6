/** The JSON documents against their published schema. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { reportSchema } from '../../scripts/schema/report-schema.ts'
import { ERROR_CODES, ERROR_REASONS } from '../../src/boot-error.ts'
import { writeBootTree } from '../support/boot-tree.ts'

const schema = suite('the report’s JSON Schema')

const published = readFileSync('docs/report.schema.json', 'utf8')

schema('is the one that the program’s own schema makes (npm run schema writes it)', () => {
  assert.is(published, reportSchema())
})

schema('has the codes and reasons of errors that troubleshooting.md explains', () => {
  const rows = readFileSync('docs/troubleshooting.md', 'utf8').matchAll(/^\| `([\w-]+)` \|/gm)
  assert.equal(Array.from(rows, ([, name]) => name).sort(), [...ERROR_CODES, ...ERROR_REASONS].sort())
})

const CONFIGURATIONS: Record<string, string> = {
  'a boot': 'DEFAULT a\nLABEL a\n KERNEL vmlinuz\n APPEND initrd=initrd.img quiet\n',
  'a menu with a submenu and a password':
    'UI menu.c32\nMENU TITLE t\nLABEL a\n MENU LABEL ^A\n MENU PASSWD x\n KERNEL vmlinuz\nMENU BEGIN s\nLABEL b\n KERNEL vmlinuz\nMENU END\n',
  'a hypervisor': 'DEFAULT x\nLABEL x\n KERNEL mboot.c32\n APPEND vmlinuz --- vmlinuz a --- initrd.img\n',
  'a local boot': 'DEFAULT l\nLABEL l\n LOCALBOOT 0\n',
  'a missing kernel': 'DEFAULT a\nLABEL a\n KERNEL gone\n',
  'an empty configuration': '',
}

for (const [name, configuration] of Object.entries(CONFIGURATIONS)) {
  schema(`holds for ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-schema-'))
    try {
      const { root } = writeBootTree(folder, { 'pxelinux.cfg/default': configuration })
      const words = ['explain', '00:16:3e:11:22:33', '--json', `--tree=${root}`, '--ip=192.0.2.5']
      const { stdout } = spawnSync('bin/tspxeboot', words, { encoding: 'utf8' })
      const validate = new Ajv({ strict: false }).compile(JSON.parse(published))
      assert.ok(validate(JSON.parse(stdout)), JSON.stringify(validate.errors))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

schema('refuses an invalid document', () => {
  const validate = new Ajv({ strict: false }).compile(JSON.parse(published))
  assert.not(validate({ outcome: 'boot' }))
})

schema.run()
