/**
 * The page's script: where something has changed, it takes the parts marked `data-live` out of the page as it is now.
 * Without it one loads the page again.
 */

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
