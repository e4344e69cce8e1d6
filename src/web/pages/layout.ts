/** What all pages share. */

import { html } from 'hono/html'
import { ICON_PATH } from '../icon.ts'

/** Markup; values in it are escaped. */
export type Html = ReturnType<typeof html>

/** What every page needs. */
export interface Site {
  allowChanges: boolean
  /** Part of every form; a change without it is refused. */
  token: string
  /** Paths of the style sheet and the script. */
  style: string
  script: string
}

const PLACES = [
  ['/', 'Hosts'],
  ['/roots', 'Roots'],
  ['/log', 'Log'],
] as const

/** The whole document. */
export function layout(
  { style, script, allowChanges }: Site,
  { title, path, notice }: { title: string; path: string; notice: string | null },
  body: Html,
): Html {
  const isHere = (place: string) =>
    place === '/' ? path === '/' || path.startsWith('/hosts') : path === place
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · tspxeboot</title>
<link rel="stylesheet" href="${style}">
<script type="module" src="${script}"></script>
<link rel="icon" href="${ICON_PATH}" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="brand" href="/"><span class="mark" aria-hidden="true"></span>tspxeboot</a>
<nav aria-label="Pages">${PLACES.map(
    ([place, name]) => html`<a href="${place}"${isHere(place) ? html` aria-current="page"` : ''}>${name}</a>`,
  )}</nav>
${allowChanges ? '' : html`<span class="badge">read-only</span>`}
</header>
<main id="main">
${notice === null ? '' : html`<div class="notice" role="status"><pre>${notice}</pre></div>`}
${body}
</main>
</body>
</html>`
}

/** A form that changes something. `content`: its fields and buttons. */
export function changeForm({ token }: Site, action: string, content: Html, name = ''): Html {
  return html`<form method="post" action="${action}"${name === '' ? '' : html` class="${name}"`}><input type="hidden" name="token" value="${token}">${content}</form>`
}

/** The path of a host's page. */
export function hostPath(name: string): string {
  return `/hosts/${encodeURIComponent(name)}`
}
