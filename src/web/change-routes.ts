/** The routes that change something: each form runs a command. */

import { Hono } from 'hono'
import { BootError } from '../boot-error.ts'
import type { Action } from './actions.ts'
import { isOwnForm } from './guard.ts'
import { addPage, errorPage, hostPage, type Site } from './pages/index.ts'
import { type Answer, type Failure, failureOf } from './run-command.ts'
import type { Show, Sources } from './show.ts'

/** `keep` stores a command's output and returns the key by which the next page shows it. */
export function changeRoutes(
  actions: readonly Action[],
  site: Site,
  show: Show,
  { model, run }: Sources,
  keep: (text: string) => string,
): Hono {
  const app = new Hono()
  for (const { path, words, next, form: shown } of actions) {
    app.post(path, async (c) => {
      const form = await c.req.parseBody()
      if (!site.allowChanges) return show(c, 'Read-only', errorPage(READ_ONLY), 403)
      if (!isOwnForm(c, site.token, form.token)) return show(c, 'Not from here', errorPage(FOREIGN), 403)
      const fields = Object.fromEntries(
        Object.entries(form).map(([key, value]) => [key, String(value).trim()]),
      )
      const name = c.req.param('name') ?? ''
      const { said, failure } = await perform(() => run(words(name, fields)))
      if (failure === null) return c.redirect(`${next(name)}?done=${keep(said || 'done')}`, 303)
      if (shown === 'add') return show(c, 'Add hosts', addPage(site, model(), fields, failure), 400)
      if (shown === 'host') return show(c, name, hostPage(site, model(), name, { fields, failure }), 400)
      return show(c, 'Not done', errorPage(failure), 400)
    })
  }
  return app
}

/** What a command said, or why it failed or was not run. */
async function perform(command: () => Promise<Answer>): Promise<{ said: string; failure: Failure | null }> {
  try {
    const answer = await command()
    return { said: answer.stdout.trim(), failure: answer.status === 0 ? null : failureOf(answer) }
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    const { code, message, hint } = error
    return { said: '', failure: { code, message, hint } }
  }
}

const READ_ONLY = {
  code: null,
  message: 'This page is read-only.',
  hint: 'tspxeboot web --allow-changes allows changes',
}
const FOREIGN = {
  code: null,
  message: 'That form does not belong to this page, or the page was restarted.',
  hint: 'load the page again and repeat what you did',
}
