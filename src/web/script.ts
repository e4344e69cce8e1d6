/** The page's script. Everything but the updates of an open page works without it. */

/** After a change it replaces the parts marked `data-live` by those of the current page. */
export const SCRIPT = `if (document.querySelector('[data-live]') !== null)
  new EventSource('/changes').addEventListener('change', async () => {
    const answer = await fetch(location.href).catch(() => null)
    if (answer === null || !answer.ok) return
    const now = new DOMParser().parseFromString(await answer.text(), 'text/html')
    for (const part of document.querySelectorAll('[data-live]')) {
      const fresh = now.querySelector('[data-live="' + part.dataset.live + '"]')
      if (fresh === null || fresh.outerHTML === part.outerHTML) continue
      const focus = part.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null
      part.replaceWith(fresh)
      if (focus !== null) fresh.querySelector('[href="' + CSS.escape(focus) + '"]')?.focus()
    }
  })
`
