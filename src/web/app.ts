/** The web page: its protection and its routes. */

import { createHash, randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { BootError } from '../boot-error.ts'
import { DEFAULT_STATE_DIR, DEFAULT_STORE } from '../paths.ts'
import { actions } from './actions.ts'
import { changeRoutes } from './change-routes.ts'
import { ownNamesOnly, passwordAsked } from './guard.ts'
import { ICON, ICON_PATH } from './icon.ts'
import { liveChanges } from './live.ts'
import { readModel } from './model.ts'
import { notices } from './notices.ts'
import type { WebOptions } from './options.ts'
import { pageRoutes } from './page-routes.ts'
import { errorPage, layout, type Site } from './pages/index.ts'
import type { Passwords } from './passwords.ts'
import { readLog } from './read-log.ts'
import { commandRunner } from './run-command.ts'
import { SCRIPT } from './script.ts'
import type { Show, Sources } from './show.ts'
import { STYLE } from './style.ts'

const BODY_BYTES = 16 * 1024

/** `onBug` gets errors that are not BootErrors. */
export function webApp(
  options: WebOptions & { passwords: Passwords | null; onBug(error: unknown): void },
): Hono {
  const place = {
    hosts: options.hosts ?? DEFAULT_STORE,
    stateDir: options.stateDir ?? DEFAULT_STATE_DIR,
  }
  const site: Site = {
    allowChanges: options.allowChanges,
    token: randomBytes(16).toString('hex'),
    style: `/style-${hashOf(STYLE)}.css`,
    script: `/script-${hashOf(SCRIPT)}.js`,
  }
  const kept = notices()
  const show: Show = (c, title, body, status = 200) =>
    c.html(layout(site, { title, path: c.req.path, notice: kept.take(c.req.query('done')) }, body), status)
  const sources: Sources = {
    model: () => readModel(place.hosts, place.stateDir),
    log: () => readLog(place.stateDir),
    run: commandRunner(options.program),
  }

  const app = new Hono()
  protect(app, options)
  app.route('/', files(site))
  app.route('/', pageRoutes(site, show, sources, { ...place, tree: options.tree }))
  app.get('/changes', liveChanges(sources))
  app.route('/', changeRoutes(actions(place), site, show, sources, kept.keep))
  app.notFound((c) => show(c, 'Not found', errorPage(NOT_FOUND), 404))
  app.onError((error, c) => {
    if (!(error instanceof BootError)) options.onBug(error)
    return showError(show, error, c)
  })
  return app
}

/** Restricts who may send requests, how large they may be, and what browsers may do with the answers. */
function protect(app: Hono, { passwords, listen }: WebOptions & { passwords: Passwords | null }): void {
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        ...{ defaultSrc: ["'none'"], styleSrc: ["'self'"], imgSrc: ["'self'"], formAction: ["'self'"] },
        ...{ scriptSrc: ["'self'"], connectSrc: ["'self'"] },
        ...{ frameAncestors: ["'none'"], baseUri: ["'none'"] },
      },
      referrerPolicy: 'same-origin',
      strictTransportSecurity: false,
    }),
  )
  app.use(passwords === null ? ownNamesOnly(listen) : passwordAsked(passwords))
  app.use(bodyLimit({ maxSize: BODY_BYTES, onError: (c) => c.text('That is too much for a form.', 413) }))
  app.use(async (c, next) => {
    await next()
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
  })
}

/** What pages are drawn with. */
function files(site: Site): Hono {
  const lasting = (c: Context, type: string, text: string) =>
    c.body(text, 200, {
      'Content-Type': `${type}; charset=utf-8`,
      'Cache-Control': 'public, max-age=31536000, immutable',
    })
  return new Hono()
    .get(site.style, (c) => lasting(c, 'text/css', STYLE))
    .get(site.script, (c) => lasting(c, 'text/javascript', SCRIPT))
    .get(ICON_PATH, (c) =>
      c.body(ICON, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'public, max-age=86400' }),
    )
}

/** Part of a file's name, so that browsers load the new version when its text changes. */
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

function showError(show: Show, error: Error, c: Context): Response | Promise<Response> {
  if (error instanceof BootError) {
    const { code, message, hint } = error
    const status = code === 'E_USAGE' ? 400 : code === 'E_HOSTS_NOT_FOUND' ? 404 : 500
    return show(c, 'Not possible', errorPage({ code, message, hint }), status)
  }
  const said = { code: null, message: 'internal error: its log says more', hint: null }
  return show(c, 'Internal error', errorPage(said), 500)
}

const NOT_FOUND = { code: null, message: 'There is no such page.', hint: null }
