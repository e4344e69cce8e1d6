/** The pages and changes by their paths. */

import { createHash, randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { BootError } from '../boot-error.ts'
import { DEFAULT_STATE_DIR, DEFAULT_STORE } from '../paths.ts'
import { actions } from './actions.ts'
import { explainHost } from './explain-host.ts'
import { isOwnForm, ownNamesOnly, passwordAsked } from './guard.ts'
import { ICON, ICON_PATH } from './icon.ts'
import { readModel } from './model.ts'
import { notices } from './notices.ts'
import type { WebOptions } from './options.ts'
import {
  addPage,
  errorPage,
  explainPage,
  type Html,
  hostPage,
  hostsPage,
  layout,
  logPage,
  removePage,
  rootsPage,
  type Site,
} from './pages/index.ts'
import type { Passwords } from './passwords.ts'
import { readRoots } from './read-roots.ts'
import { commandRunner, failureOf } from './run-command.ts'
import { STYLE } from './style.ts'

const BODY_BYTES = 16 * 1024

export function webApp(options: WebOptions & { passwords: Passwords | null }): Hono {
  const { allowChanges, passwords } = options
  const hosts = options.hosts ?? DEFAULT_STORE
  const stateDir = options.stateDir ?? DEFAULT_STATE_DIR
  const style = createHash('sha256').update(STYLE).digest('hex').slice(0, 12)
  const site: Site = { allowChanges, token: randomBytes(16).toString('hex'), style: `/style-${style}.css` }
  const kept = notices()
  const run = commandRunner(options.program)
  const model = () => readModel(hosts, stateDir)
  const app = new Hono()

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        ...{ defaultSrc: ["'none'"], styleSrc: ["'self'"], imgSrc: ["'self'"], formAction: ["'self'"] },
        ...{ frameAncestors: ["'none'"], baseUri: ["'none'"] },
      },
      referrerPolicy: 'same-origin',
      strictTransportSecurity: false,
    }),
  )
  app.use(passwords === null ? ownNamesOnly(options.listen) : passwordAsked(passwords))
  app.use(bodyLimit({ maxSize: BODY_BYTES, onError: (c) => c.text('That is too much for a form.', 413) }))
  app.use(async (c, next) => {
    await next()
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
  })

  const page = (c: Context, title: string, body: Html, status: 200 | 400 | 403 | 404 | 500 = 200) =>
    c.html(layout(site, { title, path: c.req.path, notice: kept.take(c.req.query('done')) }, body), status)

  app.get(site.style, (c) =>
    c.body(STYLE, 200, {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': 'public, max-age=31536000, immutable',
    }),
  )
  app.get(ICON_PATH, (c) =>
    c.body(ICON, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'public, max-age=86400' }),
  )
  app.get('/', (c) => {
    const { q: search = '', sort = '' } = c.req.query()
    return page(c, 'Hosts', hostsPage(site, model(), { search, sort }))
  })
  app.get('/add', (c) => page(c, 'Add hosts', addPage(site, model(), {}, null)))
  app.get('/log', (c) => page(c, 'Log', logPage(model())))
  app.get('/roots', async (c) =>
    page(c, 'Root file systems', rootsPage(await readRoots(model(), options.tree))),
  )
  app.get('/hosts/:name', (c) => {
    const name = c.req.param('name')
    return page(c, name, hostPage(site, model(), name))
  })
  app.get('/hosts/:name/explain', async (c) => {
    const name = c.req.param('name')
    return page(
      c,
      `What ${name} would boot`,
      explainPage(name, await explainHost(run, model(), name, options.tree)),
    )
  })
  app.get('/hosts/:name/remove', (c) => {
    const name = c.req.param('name')
    return page(c, `Remove ${name}`, removePage(site, name))
  })

  for (const { path, words, next } of actions({ hosts, stateDir })) {
    app.post(path, async (c) => {
      const form = await c.req.parseBody()
      if (!allowChanges) return page(c, 'Read-only', errorPage(READ_ONLY), 403)
      if (!isOwnForm(c, site.token, form.token)) return page(c, 'Not from here', errorPage(FOREIGN), 403)
      const fields = Object.fromEntries(
        Object.entries(form).map(([key, value]) => [key, String(value).trim()]),
      )
      const answer = await run(words(c.req.param('name') ?? '', fields))
      if (answer.status === 0) {
        const said = answer.stdout.trim() || 'done'
        return c.redirect(`${next(c.req.param('name') ?? '')}?done=${kept.keep(said)}`, 303)
      }
      const failure = failureOf(answer)
      if (path === '/add') return page(c, 'Add hosts', addPage(site, model(), fields, failure), 400)
      return page(c, 'Not done', errorPage(failure), 400)
    })
  }

  app.notFound((c) => page(c, 'Not found', errorPage(NOT_FOUND), 404))
  app.onError((error, c) => {
    if (error instanceof BootError) {
      const { code, message, hint } = error
      const status = code === 'E_USAGE' ? 400 : code === 'E_HOSTS_NOT_FOUND' ? 404 : 500
      return page(c, 'Not possible', errorPage({ code, message, hint }), status)
    }
    console.error(error)
    return page(
      c,
      'Internal error',
      errorPage({ code: null, message: 'internal error: its log says more', hint: null }),
      500,
    )
  })
  return app
}

const READ_ONLY = {
  code: null,
  message: 'This page changes nothing.',
  hint: 'tspxeboot web --allow-changes lets it',
}
const FOREIGN = {
  code: null,
  message: 'That form is not one of this page, or it is older than this page.',
  hint: 'load the page again and repeat what you did',
}
const NOT_FOUND = { code: null, message: 'There is no such page.', hint: null }
