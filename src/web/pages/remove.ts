/** Asks once before a host goes. */

import { html } from 'hono/html'
import { changeForm, type Html, hostPath, type Site } from './layout.ts'

export function removePage(site: Site, name: string): Html {
  return html`<h1>Remove ${name}?</h1>
<p>The store forgets it, with its address and its MAC. What was written for it goes when <code>tspxeboot hosts apply</code> runs.</p>
<div class="controls">${changeForm(site, `${hostPath(name)}/remove`, html`<button class="danger">Remove ${name}</button>`)}<a class="button" href="${hostPath(name)}">Keep it</a></div>`
}
