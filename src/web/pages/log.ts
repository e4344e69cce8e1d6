/** How the hosts' last boots ended, the newest first. */

import { html } from 'hono/html'
import type { HostRow, Model } from '../model.ts'
import { type Html, hostPath } from './layout.ts'

const WORDS = {
  boot: ['booted', 'good'],
  local: ['booted its disk', 'good'],
  error: ['failed', 'bad'],
} as const

export function logPage({ rows }: Model): Html {
  const boots = rows
    .flatMap(({ host, last }) => (last === null ? [] : [{ name: host.name, last }]))
    .toSorted((a, b) => (a.last.at < b.last.at ? 1 : -1))
  return html`<h1>Log</h1>
${
  boots.length === 0
    ? html`<p class="empty">No boot of a host was seen yet: the bootloader call and <code>tspxeboot serve</code> note them.</p>`
    : html`<table class="log"><caption class="hidden">Last boots</caption><thead><tr><th scope="col">When</th><th scope="col">Host</th><th scope="col">Outcome</th><th scope="col">Seen by</th><th scope="col">What</th></tr></thead><tbody>${boots.map(
        ({ name, last }) => line(name, last),
      )}</tbody></table>`
}`
}

function line(name: string, last: NonNullable<HostRow['last']>): Html {
  const [word, mood] = WORDS[last.outcome]
  return html`<tr><td data-label="When"><time datetime="${last.at}">${last.at.slice(0, 19).replace('T', ' ')}</time></td><th scope="row"><a href="${hostPath(name)}">${name}</a></th><td data-label="Outcome"><span class="state ${mood}">${word}</span></td><td data-label="Seen by">${last.by}</td><td data-label="What">${last.what}</td></tr>`
}
