/** How the hosts' last boots ended, and what `serve` did last, newest first. */

import { html } from 'hono/html'
import type { HostRow, Model } from '../model.ts'
import type { LogLine } from '../read-log.ts'
import { type Html, hostPath } from './layout.ts'

/** The word and the colour for each outcome. */
const WORDS = {
  boot: ['booted', 'good'],
  local: ['booted its disk', 'good'],
  error: ['failed', 'bad'],
} as const

/** `lines`: those of the server, newest first. */
export function logPage({ rows, store }: Model, lines: readonly LogLine[]): Html {
  const boots = rows
    .flatMap(({ host, last }) => (last === null ? [] : [{ name: host.name, last }]))
    .toSorted((a, b) => (a.last.at < b.last.at ? 1 : -1))
  const known = new Set(store.hosts.map(({ name }) => name))
  return html`<h1>Log</h1>
<h2>Last boots</h2>
<div data-live="boots">${
    boots.length === 0
      ? html`<p class="empty">No boot of a host was seen yet: the bootloader call and <code>tspxeboot serve</code> note them.</p>`
      : html`<table class="log"><caption class="hidden">Last boots</caption><thead><tr><th scope="col">When</th><th scope="col">Host</th><th scope="col">Outcome</th><th scope="col">Seen by</th><th scope="col">What</th></tr></thead><tbody>${boots.map(
          ({ name, last }) => bootRow(name, last),
        )}</tbody></table>`
  }</div>
<h2>Server</h2>
<div data-live="server">${
    lines.length === 0
      ? html`<p class="empty">No <code>tspxeboot serve</code> has run here: it keeps its last requests for this page.</p>`
      : html`<table class="log"><caption class="hidden">Requests that tspxeboot serve answered</caption><thead><tr><th scope="col">When</th><th scope="col">Host</th><th scope="col">What</th></tr></thead><tbody>${lines.map(
          ({ at, host, text }) =>
            html`<tr><td data-label="When">${timeOf(at)}</td><td data-label="Host">${host === null ? '–' : known.has(host) ? linkTo(host) : host}</td><td data-label="What">${text}</td></tr>`,
        )}</tbody></table>`
  }</div>`
}

function bootRow(name: string, last: NonNullable<HostRow['last']>): Html {
  const [word, colour] = WORDS[last.outcome]
  return html`<tr><td data-label="When">${timeOf(last.at)}</td><th scope="row">${linkTo(name)}</th><td data-label="Outcome"><span class="state ${colour}">${word}</span></td><td data-label="Seen by">${last.by}</td><td data-label="What">${last.what}</td></tr>`
}

const linkTo = (name: string): Html => html`<a href="${hostPath(name)}">${name}</a>`
const timeOf = (at: string): Html => html`<time datetime="${at}">${at.slice(0, 19).replace('T', ' ')}</time>`
