// Telling a dnsmasq. Programs of that name stand in: one that knows no version, and one whose version is a later one.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { signalDnsmasq } from '../../../src/hosts/outputs/dnsmasq-process.ts'

const dnsmasq = suite('telling dnsmasq')

async function withProcess(
  program: string,
  words: string[],
  body: (pidFile: string, child: ChildProcess) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-dnsmasq-'))
  copyFileSync(program, join(folder, 'dnsmasq'))
  const child = spawn(join(folder, 'dnsmasq'), words, { stdio: ['pipe', 'pipe', 'ignore'] })
  try {
    await once(child, 'spawn')
    writeFileSync(join(folder, 'pid'), `${child.pid}\n`)
    await body(join(folder, 'pid'), child)
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  }
}

dnsmasq('one without tags is reloaded', () =>
  withProcess('/bin/cat', [], async (pidFile, child) => {
    const ended = once(child, 'exit')
    assert.equal(await signalDnsmasq(pidFile, false), { reloaded: true, warning: null })
    assert.equal(await ended, [null, 'SIGHUP'])
  }),
)

dnsmasq('one with tags whose version is not known to be safe is left alone', () =>
  withProcess('/bin/cat', [], async (pidFile, child) => {
    const { reloaded, warning } = await signalDnsmasq(pidFile, true)
    assert.not(reloaded)
    assert.match(warning ?? '', /^dnsmasq \(process \d+\) was not reloaded: before 2\.91 it crashes/)
    const echo = once(child.stdout as NodeJS.ReadableStream, 'data')
    child.stdin?.write('alive')
    assert.is(String((await echo)[0]), 'alive')
  }),
)

dnsmasq('a later one with tags is reloaded', () =>
  withProcess('/bin/bash', ['-c', 'read'], async (pidFile, child) => {
    const ended = once(child, 'exit')
    assert.equal(await signalDnsmasq(pidFile, true), { reloaded: true, warning: null })
    assert.equal(await ended, [null, 'SIGHUP'])
  }),
)

dnsmasq('another process is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-dnsmasq-'))
  writeFileSync(join(folder, 'pid'), `${process.pid}\n`)
  const { reloaded, warning } = await signalDnsmasq(join(folder, 'pid'), false)
  rmSync(folder, { recursive: true })
  assert.not(reloaded)
  assert.match(warning ?? '', new RegExp(`^process ${process.pid} of .* is .*: dnsmasq was not reloaded`))
})

dnsmasq.run()
