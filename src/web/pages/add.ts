/** The form for new hosts. An error is shown above it, and the input stays. */

import { html } from 'hono/html'
import type { Fields } from '../actions.ts'
import type { Model } from '../model.ts'
import type { Failure } from '../run-command.ts'
import { changeForm, type Html, type Site } from './layout.ts'
import { errorBox } from './message.ts'

const HYPERVISORS = ['xen', 'virtualbox', 'libvirt', 'none']

/** `fields`: what was typed before; `failure`: why it was refused. */
export function addPage(site: Site, { store }: Model, fields: Fields, failure: Failure | null): Html {
  const text = (name: string, label: string, hint: string) =>
    html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${fields[name] ?? ''}" autocomplete="off" spellcheck="false" aria-describedby="${name}-hint"><p class="hint" id="${name}-hint">${hint}</p></div>`
  const choice = (name: string, label: string, values: Iterable<string>, hint: string) =>
    html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}" aria-describedby="${name}-hint"><option value="">–</option>${[
      ...values,
    ].map(
      (value) => html`<option${value === fields[name] ? html` selected` : ''}>${value}</option>`,
    )}</select><p class="hint" id="${name}-hint">${hint}</p></div>`
  return html`<p class="back"><a href="/">All hosts</a></p>
<h1>Add hosts</h1>
${failure === null ? '' : errorBox(failure)}
${
  site.allowChanges
    ? changeForm(
        site,
        '/add',
        html`${text('name', 'Name', 'One name, or several at once: web[1-20].')}
${choice('profile', 'Profile', store.profiles.keys(), 'What it boots.')}
${choice('network', 'Network', store.networks.keys(), 'Not needed if there is only one.')}
${choice('hypervisor', 'Hypervisor', HYPERVISORS, 'Whose MAC address range to use (default: xen).')}
${text('mac', 'MAC address', 'Empty: a free one.')}
${text('ip', 'Address', 'Empty: the lowest free one of the network.')}
${text('note', 'Note', 'A remark for people.')}
<div class="buttons"><button class="primary">Add</button><button class="plain" formaction="/auto-add">Choose name and address for me</button></div>`,
        'card form',
      )
    : html`<p>This page is read-only: <code>tspxeboot hosts add NAME</code> adds a host.</p>`
}`
}
