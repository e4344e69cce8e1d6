/** Root file systems and the hosts that boot them. */

import { html } from 'hono/html'
import type { RootRow } from '../read-roots.ts'
import { type Html, hostPath } from './layout.ts'

/** `rows` null: the boot tree is unknown. */
export function rootsPage(rows: readonly RootRow[] | null): Html {
  if (rows === null)
    return html`<h1>Root file systems</h1><p class="empty">The boot tree is unknown: name it with <code>tspxeboot web --tree=DIR</code>, or as <code>root</code> of <code>[output "pxelinux"]</code> in the store.</p>`
  if (rows.length === 0)
    return html`<h1>Root file systems</h1><p class="empty"><code>tspxeboot root build NAME --suite trixie</code> builds the first.</p>`
  return html`<h1>Root file systems</h1>
<table class="roots"><caption class="hidden">Images</caption><thead><tr><th scope="col">Root</th><th scope="col">Image</th><th scope="col">Suite</th><th scope="col">Linux</th><th scope="col">Size</th><th scope="col">Hosts</th></tr></thead><tbody>${rows.map(
    ({ name, date, isCurrent, suite, kernelRelease, bytes, hosts }) =>
      html`<tr><th scope="row">${name}</th><td data-label="Image"><code>${date}</code>${isCurrent ? html` <span class="state good">current</span>` : ''}</td><td data-label="Suite">${suite}</td><td data-label="Linux">${kernelRelease}</td><td data-label="Size">${Math.round(bytes / 1e6)} MB</td><td data-label="Hosts">${hosts.length === 0 ? '–' : hosts.map((host) => html`<a href="${hostPath(host)}">${host}</a> `)}</td></tr>`,
  )}</tbody></table>`
}
