/** How pages show errors. */

import { html } from 'hono/html'
import type { Failure } from '../run-command.ts'
import type { Html } from './layout.ts'

/** An error above something else. */
export function errorBox({ code, message, hint }: Failure): Html {
  return html`<div class="error" role="alert"><p>${code === null ? '' : html`<code>${code}</code> `}${message}</p>${
    hint === null ? '' : html`<p class="hint">${hint}</p>`
  }</div>`
}

/** A page for only an error. */
export function errorPage(failure: Failure): Html {
  return html`<h1>That did not work</h1>${errorBox(failure)}<p><a href="/">All hosts</a></p>`
}
