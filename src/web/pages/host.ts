/** One host: what it boots next, how its last boot ended, and each value in effect with its origin. */

import { html } from 'hono/html'
import { findHost, hostOrigins, hostValues, type Origin } from '../../hosts/index.ts'
import type { Fields } from '../actions.ts'
import type { HostRow, Model } from '../model.ts'
import type { Failure } from '../run-command.ts'
import { changeForm, type Html, hostPath, type Site } from './layout.ts'
import { errorBox } from './message.ts'

/** What was typed into the form for values, and why it was refused. */
export interface RefusedEdit {
  fields: Fields
  failure: Failure
}

/** `refused`: shown at the form; null: nothing was. Throws E_HOSTS_NOT_FOUND if the store does not have the host. */
export function hostPage(
  site: Site,
  { store, rows }: Model,
  name: string,
  refused: RefusedEdit | null = null,
): Html {
  const host = findHost(store, name)
  const row = rows.find((row) => row.host.name === host.name)
  const origins = hostOrigins(store, host)
  const values = Object.entries(hostValues(store, host)).filter(
    ([key, value]) => (value !== null || origins[key] !== undefined) && key !== 'name',
  )
  return html`<p class="back"><a href="/">All hosts</a></p>
<div class="head"><h1>${host.name}</h1>${row === undefined ? '' : html`<span class="state ${row.state.colour}" data-live="state">${row.state.word}</span>`}</div>
<section class="card next"><h2>Boots next</h2>
<div data-live="next"><p class="big">${row?.boots ?? ''}</p>
${row === undefined ? '' : html`${lastBoot(row)}${leaseOf(row)}`}</div>
<p><a class="button" href="${hostPath(host.name)}/explain">What would it boot?</a></p>
${site.allowChanges ? controls(site, host.name, host.profile, [...store.profiles.keys()]) : ''}
</section>
<section class="card"><h2>Values</h2>
<table class="values"><thead><tr><th scope="col">Key</th><th scope="col">Value</th><th scope="col">From</th></tr></thead><tbody>${values.map(
    ([key, value]) =>
      html`<tr><th scope="row">${key}</th><td data-label="Value"><code>${value ?? 'none'}</code></td><td data-label="From">${originOf(origins[key])}</td></tr>`,
  )}</tbody></table>
${site.allowChanges ? editForm(site, host.name, refused) : ''}
</section>
${site.allowChanges ? html`<p><a class="button danger" href="${hostPath(host.name)}/remove">Remove ${host.name}</a></p>` : ''}`
}

function lastBoot({ last }: HostRow): Html {
  if (last === null) return html`<p class="quiet">No boot of it was seen here yet.</p>`
  return html`<p class="quiet">Last boot <time datetime="${last.at}">${last.at.slice(0, 16).replace('T', ' ')}</time> by ${last.by}: ${last.what}</p>`
}

function leaseOf({ lease }: HostRow): Html {
  if (lease === null) return html``
  const until = lease.until?.toISOString() ?? null
  const end =
    until === null
      ? 'without end'
      : html`until <time datetime="${until}">${until.slice(0, 16).replace('T', ' ')}</time> (UTC)`
  return html`<p class="quiet">It has a lease of <code>${lease.address}</code> ${end}</p>`
}

function controls(site: Site, name: string, own: string | null, profiles: readonly string[]): Html {
  const path = hostPath(name)
  return html`<div class="controls">
${changeForm(
  site,
  `${path}/boot`,
  html`<label>Profile <select name="profile">${profiles.map(
    (profile) => html`<option${profile === own ? html` selected` : ''}>${profile}</option>`,
  )}</select></label><button name="once" value="1">Boot once</button><button class="plain">Boot always</button>`,
)}
${changeForm(site, `${path}/local`, html`<button>Boot its disk</button>`)}
${changeForm(site, `${path}/wake`, html`<button>Wake</button>`)}
</div>`
}

function editForm(site: Site, name: string, refused: RefusedEdit | null): Html {
  const { key = '', value = '' } = refused?.fields ?? {}
  const form = changeForm(
    site,
    `${hostPath(name)}/set`,
    html`<label>Key <input name="key" required autocomplete="off" placeholder="memory" value="${key}"${refused === null ? '' : html` autofocus`}></label><label>Value <input name="value" autocomplete="off" placeholder="empty removes the key" value="${value}"></label><button>Set</button>`,
    'inline',
  )
  return refused === null ? form : html`${errorBox(refused.failure)}${form}`
}

function originOf(origin: Origin | undefined): Html {
  if (origin === undefined) return html`<span class="quiet">default</span>`
  return origin.from === 'state'
    ? html`its one-time boot is completed`
    : html`${origin.from}, line ${origin.line}`
}
