/** Access control: the page is for people who know its address, never for other sites in their browsers. */

import { timingSafeEqual } from 'node:crypto'
import { isIPv4 } from 'node:net'
import type { Context, MiddlewareHandler } from 'hono'
import type { Listen } from './options.ts'
import type { Passwords } from './passwords.ts'

/** Asks for a name and password. */
export function passwordAsked(passwords: Passwords): MiddlewareHandler {
  return async (c, next) => {
    if (await passwords.admits(c.req.header('authorization'))) return next()
    c.header('WWW-Authenticate', 'Basic realm="tspxeboot", charset="UTF-8"')
    return c.text('The page asks for a name and a password.', 401)
  }
}

/**
 * Anybody can own a name that resolves to loopback. Without a password, a page on a loopback address therefore only
 * answers for its own names (DNS rebinding).
 */
export function ownNamesOnly(listen: Listen): MiddlewareHandler {
  return async (c, next) => {
    if (listen.kind === 'socket' || isLoopbackName(hostOf(c))) return next()
    return c.text('This page answers for localhost and 127.0.0.1 only.', 421)
  }
}

/** Whether a change comes from a form of this page: it has the token and does not come from another site. */
export function isOwnForm(c: Context, token: string, given: unknown): boolean {
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  const isOwn =
    origin === undefined ? site === undefined || site === 'same-origin' : nameIn(origin) === hostOf(c)
  const [wanted, got] = [Buffer.from(token), Buffer.from(typeof given === 'string' ? given : '')]
  return isOwn && wanted.length === got.length && timingSafeEqual(wanted, got)
}

/** Name and port as in the browser's address bar. */
function hostOf(c: Context): string {
  return (c.req.header('host') ?? '').toLowerCase()
}

function nameIn(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}

function isLoopbackName(host: string): boolean {
  const name = host.replace(/:\d+$/, '')
  return name === 'localhost' || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'))
}
