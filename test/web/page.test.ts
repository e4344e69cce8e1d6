// The page, by HTTP: what it shows, what it changes, and whom it refuses. The built program runs its commands.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { BootError } from '../../src/boot-error.ts'
import { readWeb, type WebWords } from '../../src/bootloader/commands/web/read-web.ts'
import { changeHostState, stateFolder } from '../../src/hosts/index.ts'
import { passwordLine, runWeb, type WebOptions } from '../../src/web/index.ts'
import { until } from '../support/processes.ts'
import { readableProgram } from '../support/readable-program.ts'
import { needs, unless } from '../support/requirements.ts'

const page = suite('the page')

const MARKUP = '<script>alert("1")</script>'
const folder = mkdtempSync(join(tmpdir(), 'tspx-web-'))
const store = join(folder, 'hosts.ini')
const tree = join(folder, 'tree')
mkdirSync(join(tree, 'pxelinux.cfg'), { recursive: true })
writeFileSync(join(tree, 'pxelinux.cfg/default'), 'DEFAULT disk\nLABEL disk\nLOCALBOOT 0\n')
writeFileSync(
  store,
  `[network "lab"]
subnet = 192.0.2.0/24
static = 192.0.2.10-192.0.2.99
[profile "debian"]
kernel = debian/vmlinuz
[profile "install"]
kernel = install/linux
[output "dns"]
file = ${join(folder, 'dns.hosts')}
[host "web1"]
mac = 00:16:3e:11:22:33
ip = 192.0.2.10
profile = debian
note = "${MARKUP.replaceAll('"', '\\"')}"
`,
)

interface Started {
  url: string
  stop(): Promise<void>
}

async function start(more: Partial<WebOptions> = {}): Promise<Started> {
  const controller = new AbortController()
  const options: WebOptions = {
    listen: { kind: 'address', address: '127.0.0.1', port: 0 },
    allowChanges: true,
    passwordFile: null,
    hosts: store,
    stateDir: join(folder, 'state'),
    tree,
    program: [resolve('bin/tspxeboot')],
    ...more,
  }
  let ended: Promise<void> = Promise.resolve()
  const url = await new Promise<string>((ready, failed) => {
    ended = runWeb(options, controller.signal, { onReady: ready, onBug: failed })
    ended.catch(failed)
  })
  return {
    url: url.replace(/\/$/, ''),
    async stop() {
      controller.abort()
      await ended
    },
  }
}

const site = await start()
page.after(async () => {
  await site.stop()
  rmSync(folder, { recursive: true })
})

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(site.url + path, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** The path as it is, over a connection of its own. */
function getRaw(path: string): Promise<{ status: number; text: string }> {
  const { port } = new URL(site.url)
  return new Promise((done, failed) => {
    request({ port, host: '127.0.0.1', path, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => done({ status: response.statusCode ?? 0, text }))
    })
      .on('error', failed)
      .end()
  })
}

async function token(url = site.url): Promise<string> {
  const text = await (await fetch(`${url}/add`)).text()
  return /name="token" value="([^"]+)"/.exec(text)?.[1] ?? ''
}

async function post(
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = { origin: site.url },
) {
  const body = new URLSearchParams({ token: await token(), ...fields })
  const response = await fetch(site.url + path, { method: 'POST', body, headers, redirect: 'manual' })
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    text: await response.text(),
  }
}

const stored = () => readFileSync(store, 'utf8')

/** Markup of others is text: the one script is the page's own file. */
function assertOwnScript(text: string, what = ''): void {
  const own = /<script type="module" src="\/script-[0-9a-f]{12}\.js"><\/script>/
  assert.match(text, own, what)
  assert.not.match(text.replace(own, ''), /<script|<img/, what)
}

page('shows hosts with what they boot, and finds and sorts them without a script', async () => {
  const { text, headers } = await get('/')
  assert.match(
    text,
    /<a href="\/hosts\/web1">web1<\/a>[\s\S]*192\.0\.2\.10[\s\S]*>debian<[\s\S]*never booted/,
  )
  assert.match((await get('/?q=192.0.2.99')).text, 'No host contains')
  assert.match((await get('/?sort=-ip')).text, 'aria-sort="descending"')
  assertOwnScript(text)
  assert.is(headers.get('set-cookie'), null)
  assert.match(headers.get('content-security-policy') ?? '', "default-src 'none'")
})

page('shows where each value comes from, and markup in values as text', async () => {
  const { text } = await get('/hosts/web1')
  assert.match(
    text,
    /kernel<\/th><td data-label="Value"><code>debian\/vmlinuz<\/code><\/td><td[^>]*>profile, line 5/,
  )
  assert.match(text, '&lt;script&gt;alert(&quot;1&quot;)')
  assertOwnScript(text)
  const odd = await get(`/?q=${encodeURIComponent(`"${MARKUP}`)}`)
  assertOwnScript(odd.text)
})

page('shows the lease that a server of this machine has given it, until that ends', async () => {
  const lease = (until: string) =>
    writeFileSync(
      join(folder, 'state/leases-192.0.2.1.jsonl'),
      `${JSON.stringify({ address: '192.0.2.10', mac: '00:16:3e:11:22:33', until })}\n`,
    )
  mkdirSync(join(folder, 'state'), { recursive: true })
  lease('2999-01-02T03:04:05.000Z')
  const { text } = await get('/hosts/web1')
  assert.match(text, 'has a lease</span>')
  assert.match(
    text,
    /192\.0\.2\.10<\/code> until <time datetime="2999-01-02T03:04:05\.000Z">2999-01-02 03:04</,
  )
  lease('2001-01-02T03:04:05.000Z')
  assert.match((await get('/hosts/web1')).text, 'never booted')
})

page(
  'shows markup as text: in what a boot came to, in a lease, and in names, which the store refuses',
  async () => {
    const odd = join(folder, 'odd.ini')
    const stateDir = join(folder, 'odd-state')
    const write = (profile: string) =>
      writeFileSync(
        odd,
        `[network "lab"]\nsubnet = 192.0.2.0/24\n[profile "${profile}"]\nkernel = a\n[host "web1"]\nmac = 00:16:3e:11:22:33\nip = 192.0.2.10\nprofile = ${profile}\n`,
      )
    write('debian')
    await changeHostState(stateFolder(stateDir, odd), 'web1', (state) => ({
      ...state,
      last: { at: new Date().toISOString(), outcome: 'error', by: 'serve', what: `E_FETCH ${MARKUP}` },
    }))
    const line = {
      at: new Date().toISOString(),
      event: 'FileRefused',
      protocol: 'tftp',
      client: '192.0.2.10',
    }
    writeFileSync(
      join(stateDir, 'log-192.0.2.1.jsonl'),
      `${JSON.stringify({ ...line, host: MARKUP, name: MARKUP, reason: MARKUP })}\n`,
    )
    // A client may call itself what it likes.
    writeFileSync(join(stateDir, 'dnsmasq.leases'), `0 00:16:3e:11:22:33 192.0.2.10 ${MARKUP} *\n`)
    const other = await start({ hosts: odd, stateDir })
    const told = async (path: string) => {
      const text = await (await fetch(other.url + path)).text()
      assertOwnScript(text, path)
      return text
    }
    const paths = [
      '/',
      '/hosts/web1',
      '/log',
      '/add',
      '/hosts/web1/explain',
      `/hosts/${encodeURIComponent(MARKUP)}`,
    ]
    try {
      for (const path of paths) await told(path)
      assert.match(await told('/log'), /E_FETCH &lt;script&gt;[\s\S]*tftp 192\.0\.2\.10 \(&lt;script&gt;/)
      assert.match(await told('/hosts/web1'), 'without end')
      write('<img src=x onerror=alert(1)>')
      for (const path of paths) assert.match(await told(path), 'E_HOSTS_INVALID')
    } finally {
      await other.stop()
    }
  },
)

page('has no file but its own, whatever the path says', async () => {
  for (const path of [
    '/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/hosts/../../../etc/passwd',
    '/hosts/..%2f..%2f..%2fetc%2fpasswd',
    '/hosts/%00',
    '/hosts/%ff/explain',
    '//etc/passwd',
    '/style-../../etc/passwd',
  ]) {
    const { status, text } = await getRaw(path)
    assert.ok(status >= 400 && status < 500, `${path}: ${status}`)
    assert.not.match(text, 'root:x', path)
  }
})

/** Reads a stream of events, one at a time. */
async function changesOf(url: string) {
  const controller = new AbortController()
  const { status, body } = await fetch(`${url}/changes`, { signal: controller.signal })
  const events = body?.pipeThrough(new TextDecoderStream()).getReader()
  return { status, next: async () => (await events?.read())?.value ?? '', close: () => controller.abort() }
}

page('tells an open page of a boot and of a line in the log of serve', async () => {
  const stream = await changesOf(site.url)
  const folder = stateFolder(join(store, '../state'), store)
  const log = join(folder, '../../log-192.0.2.1.jsonl')
  assert.match(await stream.next(), 'event: change', 'what is there now')
  const last = { at: '2026-11-26T06:10:00.000Z', outcome: 'boot', by: 'serve', what: 'a' } as const
  await changeHostState(folder, 'web1', (state) => ({ ...state, last }))
  assert.match(await stream.next(), 'event: change')
  writeFileSync(log, `${JSON.stringify({ at: last.at, event: 'ServerStopped', interface: 'eth7' })}\n`)
  assert.match(await stream.next(), 'event: change')
  assert.match((await get('/log')).text, 'no longer serving on eth7')
  stream.close()
  await changeHostState(folder, 'web1', () => null)
})

page('has a limited number of such streams, and one that ends makes room', async () => {
  const streams = await Promise.all(Array.from({ length: 33 }, () => changesOf(site.url)))
  assert.ok(streams.some(({ status }) => status === 503))
  assert.is((await get('/')).status, 200)
  for (const stream of streams) stream.close()
  await until(
    async () => {
      const { status, close } = await changesOf(site.url)
      close()
      return status === 200
    },
    () => 'there is room again',
  )
})

page('tells what a host would boot as explain does', async () => {
  const { text } = await get('/hosts/web1/explain')
  assert.match(text, 'pxelinux.cfg/default')
  assert.match(text, 'LOCALBOOT 0')
})

page('adds, boots once, sets, boots locally and removes, as the commands do', async () => {
  const added = await post('/add', { name: 'web[2-3]', profile: 'debian' })
  assert.is(added.status, 303)
  const next = await get(added.location)
  assert.match(next.text, 'added web2: 00:16:3e:')
  assert.not.match((await get(added.location)).text, 'added web2', 'a notice is shown once')
  assert.match(stored(), /\[host "web3"\]\nmac = \S+\nip = 192\.0\.2\.12\nprofile = debian/)

  const chosen = await post('/auto-add', { profile: 'debian' })
  assert.match((await get(chosen.location)).text, 'host-1')
  assert.match(stored(), /\[host "host-1"\]/)

  await post('/hosts/web2/boot', { profile: 'install', once: '1' })
  assert.match((await get('/hosts/web2')).text, 'install, once')
  await post('/hosts/web2/local', {})
  assert.match((await get('/hosts/web2')).text, 'its disk')
  await post('/hosts/web2/set', { key: 'memory', value: '2048' })
  assert.match(stored(), 'memory = 2048')
  assert.match((await get('/hosts/web2/remove')).text, 'Remove web2?')
  assert.is((await post('/hosts/web2/remove', {})).status, 303)
  assert.not.match(stored(), 'web2')
  assert.is((await post('/apply', {})).status, 303)
  assert.match(readFileSync(join(folder, 'dns.hosts'), 'utf8'), /192\.0\.2\.12\s+web3/)
})

page('says what is wrong as the command line does, and keeps what was typed', async () => {
  const { status, text } = await post('/add', { name: 'web1', note: MARKUP })
  assert.is(status, 400)
  assert.match(text, /<code>E_HOSTS_CONFLICT<\/code> there is a host web1 already/)
  assert.match(text, 'value="web1"')
  assertOwnScript(text)
  for (const name of ['--help', '']) {
    const refused = await post('/add', { name, note: 'my note' })
    assert.is(refused.status, 400)
    assert.match(refused.text, 'value="my note"')
  }
  const chosen = await post('/auto-add', { mac: 'zz' })
  assert.match(chosen.text, /<code>E_USAGE<\/code> mac=zz is not a valid value/)
  assert.match(chosen.text, 'value="zz"')
  const edited = await post('/hosts/web1/set', { key: 'memory', value: MARKUP })
  assert.is(edited.status, 400)
  assert.match(edited.text, /<code>E_USAGE<\/code> memory=&lt;script&gt;.*is not a valid value/)
  assert.match(edited.text, /value="memory" autofocus.*value="&lt;script&gt;/)
  assertOwnScript(edited.text)
  assert.is((await post('/hosts/nobody/set', { key: 'memory', value: '1' })).status, 404)
  for (const path of ['', '/explain', '/remove']) assert.is((await get(`/hosts/nobody${path}`)).status, 404)
  assert.is((await get('/hosts/..%2f..%2fetc%2fpasswd')).status, 404)
})

page('refuses forms of others: no token, another origin, another site', async () => {
  const before = stored()
  const refused = [
    await post('/add', { name: 'evil', token: '' }),
    await post('/add', { name: 'evil', token: 'x'.repeat(32) }),
    await post('/add', { name: 'evil' }, { origin: 'http://evil.example' }),
    await post('/add', { name: 'evil' }, { origin: 'null' }),
    await post('/add', { name: 'evil' }, { 'sec-fetch-site': 'cross-site' }),
  ]
  assert.equal(
    refused.map(({ status }) => status),
    [403, 403, 403, 403, 403],
  )
  assert.is((await get('/hosts/web1/remove?token=1')).status, 200, 'a question only')
  assert.is(stored(), before)
})

page('refuses names that only lead here, and bodies that no form has', async () => {
  const { port } = new URL(site.url)
  const status = await new Promise<number>((done, failed) => {
    request({ port, host: '127.0.0.1', headers: { host: 'evil.example' } }, (response) => {
      response.resume()
      done(response.statusCode ?? 0)
    })
      .on('error', failed)
      .end()
  })
  assert.is(status, 421)
  assert.is((await post('/add', { name: 'x'.repeat(20_000) })).status, 413)
})

page('changes nothing unless that is allowed', async () => {
  const readOnly = await start({ allowChanges: false })
  try {
    assert.match(await (await fetch(readOnly.url)).text(), 'read-only')
    const question = await (await fetch(`${readOnly.url}/hosts/web1/remove`)).text()
    assert.not.match(question, '<form method="post"')
    const body = new URLSearchParams({ name: 'evil' })
    const response = await fetch(`${readOnly.url}/add`, { method: 'POST', body })
    assert.is(response.status, 403)
    assert.match(await response.text(), 'This page is read-only')
    assert.not.match(stored(), 'evil')
  } finally {
    await readOnly.stop()
  }
})

unless(needs('root'), page)('says what the user whom it runs as may not do', async () => {
  chmodSync(folder, 0o755)
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  const nobody = [...asNobody, readableProgram(folder)]
  const other = await start({ program: nobody })
  const headers = { origin: other.url }
  try {
    for (const path of ['/auto-add', '/apply', '/hosts/web1/wake']) {
      const body = new URLSearchParams({ token: await token(other.url) })
      const response = await fetch(other.url + path, { method: 'POST', body, headers, redirect: 'manual' })
      assert.match(await response.text(), 'E_PERMISSION', path)
      assert.is(response.status, 400)
    }
  } finally {
    await other.stop()
  }
})

page('asks for a password, and takes the right one alone', async () => {
  const passwordFile = join(folder, 'passwords')
  writeFileSync(passwordFile, `# admins\n${await passwordLine('ann', 'correct horse')}\n`)
  const guarded = await start({ passwordFile })
  const as = async (words: string) => {
    const authorization = `Basic ${Buffer.from(words).toString('base64')}`
    return (await fetch(guarded.url, { headers: { authorization } })).status
  }
  try {
    assert.is((await fetch(guarded.url)).status, 401)
    assert.is(await as('ann:wrong'), 401)
    assert.is(await as('bob:correct horse'), 401)
    assert.is(await as('ann:correct horse'), 200)
  } finally {
    await guarded.stop()
  }
  writeFileSync(passwordFile, 'ann:secret\n')
  await start({ passwordFile }).then(
    () => assert.unreachable(),
    (error: BootError) => assert.match(error.message, 'passwords:1: not a line'),
  )
})

page('listens only on loopback, unless there is a password', () => {
  const words = (listen: string, passwordFile?: string) =>
    readWeb({ listen, 'password-file': passwordFile } as WebWords, ['node', 'tspxeboot'])
  assert.throws(() => words('192.0.2.1:4040'), /everyone who can reach 192\.0\.2\.1/)
  assert.throws(() => words('0.0.0.0:4040'), /everyone/)
  assert.throws(() => words('4040'), /neither/)
  for (const listen of ['127.0.0.1:4040', '[::1]:4040', '/run/web.sock'])
    assert.is(words(listen).kind, 'serve')
  assert.is(words('192.0.2.1:4040', 'file').kind, 'serve')
})

page('listens on a socket, also where a killed one has left its own', async () => {
  const path = join(folder, 'web.sock')
  const listen = { kind: 'socket', path } as const
  const script = "require('node:net').createServer().listen(process.argv[1], () => console.log('up'))"
  const killed = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(killed.stdout, 'data')
  await start({ listen }).then(
    () => assert.unreachable('two listen'),
    (error: BootError) => assert.match(error.message, 'EADDRINUSE'),
  )
  killed.kill('SIGKILL')
  await once(killed, 'exit')

  const other = await start({ listen })
  const status = await new Promise((done, failed) =>
    request({ socketPath: path, agent: false }, (response) => done(response.resume().statusCode))
      .on('error', failed)
      .end(),
  )
  await other.stop()
  assert.is(status, 200)
  assert.not.ok(existsSync(path))
})

page('answers while a thousand connections say nothing, or half of a request, and ends those', async () => {
  const { port } = new URL(site.url)
  const sockets = Array.from({ length: 1000 }, () => connect(Number(port), '127.0.0.1'))
  const ended = sockets.map((socket) => once(socket, 'close').catch(() => {}))
  for (const [index, socket] of sockets.entries()) {
    socket.on('error', () => {}).resume()
    if (index % 2 === 0) socket.write('GET / HTTP/1.1\r\nHost: localhost')
  }
  await until(
    () => sockets.every(({ connecting }) => !connecting),
    () => 'the connections',
  )
  assert.is((await getRaw('/')).status, 200)
  const open = sockets.filter(({ readyState }) => readyState === 'open').length
  assert.ok(open > 200, `${open} are open while it answers`)
  await Promise.all(ended)
})

page.run()
