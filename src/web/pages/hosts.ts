/** All hosts. Searching and sorting use the query string, so that they work without a script. */

import { html } from 'hono/html'
import { ipv4ToNumber } from '../../addresses.ts'
import type { HostRow, Model } from '../model.ts'
import { changeForm, type Html, hostPath, type Site } from './layout.ts'

/** What to show, from the query string. */
export interface View {
  search: string
  /** A column's key, with a dash before it for the other direction. */
  sort: string
}

const COLUMNS: readonly { key: string; title: string; value(row: HostRow): string | number }[] = [
  { key: 'name', title: 'Host', value: ({ host }) => host.name },
  { key: 'ip', title: 'Address', value: ({ host }) => (host.ip === null ? -1 : ipv4ToNumber(host.ip)) },
  { key: 'mac', title: 'MAC', value: ({ host }) => host.mac ?? '' },
  { key: 'network', title: 'Network', value: ({ host }) => host.network ?? '' },
  { key: 'boots', title: 'Boots next', value: ({ boots }) => boots },
  { key: 'state', title: 'State', value: ({ state }) => state.word },
]

/** `view`: what to search for, and how to sort. */
export function hostsPage(site: Site, { rows, store }: Model, view: View): Html {
  const { allowChanges } = site
  const shown = sorted(rows.filter(matches(view.search)), view.sort)
  return html`<div class="head"><h1>Hosts <span class="count" data-live="count">${rows.length}</span></h1>
<form class="search" method="get" action="/" role="search"><label class="hidden" for="q">Search hosts</label><input id="q" name="q" type="search" placeholder="Name, address, MAC, profile" value="${view.search}"><button>Search</button></form>
${allowChanges && store.outputs.size > 0 ? changeForm(site, '/apply', html`<button title="hosts apply">Write the servers’ files</button>`) : ''}
${allowChanges ? html`<a class="button primary" href="/add">Add hosts</a>` : ''}</div>
<div data-live="hosts">${rows.length === 0 ? empty(store.path, allowChanges) : shown.length === 0 ? html`<p class="empty">No host contains “${view.search}”. <a href="/">All hosts</a></p>` : table(shown, view)}</div>`
}

function empty(path: string, allowChanges: boolean): Html {
  return html`<div class="empty"><p>The store <code>${path}</code> has no hosts yet.</p>${
    allowChanges
      ? html`<p><a class="button primary" href="/add">Add the first</a></p>`
      : html`<p><code>tspxeboot hosts add NAME</code> adds one.</p>`
  }</div>`
}

function table(rows: readonly HostRow[], view: View): Html {
  return html`<table class="hosts"><caption class="hidden">Hosts and what they boot</caption>
<thead><tr>${COLUMNS.map((column) => heading(column, view))}</tr></thead>
<tbody>${rows.map(
    ({ host, boots, state }) => html`<tr>
<th scope="row"><a href="${hostPath(host.name)}">${host.name}</a></th>
<td data-label="Address"><code>${host.ip ?? '–'}</code></td>
<td data-label="MAC"><code>${host.mac ?? '–'}</code></td>
<td data-label="Network">${host.network ?? '–'}</td>
<td data-label="Boots next"><a href="${hostPath(host.name)}/explain">${boots}</a></td>
<td data-label="State"><span class="state ${state.colour}">${state.word}</span></td>
</tr>`,
  )}</tbody></table>`
}

function heading({ key, title }: { key: string; title: string }, { search, sort }: View): Html {
  const isUp = sort === key || (sort === '' && key === 'name')
  const isDown = sort === `-${key}`
  const query = new URLSearchParams({ ...(search === '' ? {} : { q: search }), sort: isUp ? `-${key}` : key })
  const direction = isUp ? 'ascending' : isDown ? 'descending' : null
  return html`<th scope="col"${direction === null ? '' : html` aria-sort="${direction}"`}><a href="/?${query.toString()}">${title}<span class="arrow" aria-hidden="true">${isUp ? '↑' : isDown ? '↓' : ''}</span></a></th>`
}

function matches(search: string): (row: HostRow) => boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return ({ host, boots, state }) => {
    const text = [host.name, host.ip, host.mac, host.network, host.profile, boots, state.word]
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  }
}

function sorted(rows: HostRow[], sort: string): HostRow[] {
  const [column = COLUMNS[0]] = COLUMNS.filter(({ key }) => key === sort.replace(/^-/, ''))
  if (column === undefined) return rows
  const sign = sort.startsWith('-') ? -1 : 1
  return rows.toSorted((a, b) => {
    const [left, right] = [column.value(a), column.value(b)]
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right)
    return sign * String(left).localeCompare(String(right), 'en', { numeric: true })
  })
}
