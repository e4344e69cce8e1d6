/** Asks for confirmation before a host is removed. */

import { html } from 'hono/html'
import { changeForm, type Html, hostPath, type Site } from './layout.ts'

/** `name`: the host's. */
export function removePage(site: Site, name: string): Html {
  if (!site.allowChanges)
    return html`<h1>Remove ${name}?</h1>
<p>This page is read-only: <code>tspxeboot hosts remove ${name}</code> removes it.</p>`
  return html`<h1>Remove ${name}?</h1>
<p>This removes it from the store, with its address and MAC. <code>tspxeboot hosts apply</code> then removes what was written for it.</p>
<div class="controls">${changeForm(site, `${hostPath(name)}/remove`, html`<button class="danger">Remove ${name}</button>`)}<a class="button" href="${hostPath(name)}">Keep it</a></div>`
}
