/** The page's icon, which browsers show on its tab. */

/** Its path. */
export const ICON_PATH = '/icon.svg'

/** The image. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect x="1" y="1" width="14" height="14" rx="4" fill="#e3f0ec"/><path d="M5 1h6a4 4 0 0 1 4 0L1 15a4 4 0 0 1 0-4V5a4 4 0 0 1 4-4z" fill="#0b6b5c"/></svg>
`
