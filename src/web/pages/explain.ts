/** The report of `explain`, section by section. */

import { html } from 'hono/html'
import type { Explanation } from '../explain-host.ts'
import { type Html, hostPath } from './layout.ts'
import { errorBox } from './message.ts'

/** `name`: the host's. */
export function explainPage(name: string, { sections, failure }: Explanation): Html {
  return html`<p class="back"><a href="${hostPath(name)}">${name}</a></p>
<h1>What ${name} would boot</h1>
<p class="quiet">Played in the boot tree, without sending packets: <code>tspxeboot explain</code> does the same on a live network.</p>
${failure === null ? '' : errorBox(failure)}
${sections.map(({ title, lines }) => html`<section class="card"><h2>${title}</h2><pre tabindex="0" aria-label="${title}">${lines.join('\n')}</pre></section>`)}`
}
