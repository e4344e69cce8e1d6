/**
 * Parses URIs as iPXE does, and resolves names relative to the script that uses them. Paths and queries stay as
 * written. Source: ipxe src/core/uri.c (parse_uri, resolve_uri, pxe_uri), as of 2026.
 */

/** A URI taken apart; `scheme` null: relative. Byte text. */
export interface Uri {
  scheme: string | null
  /** What follows `scheme:` if that is not a slash. */
  opaque: string | null
  /** `user:password@host:port` as written; null: none. */
  authority: string | null
  path: string
  /** Without the question mark; null: none. */
  query: string | null
  /** Name of the form that `##params` sends; null: none is sent. */
  params: string | null
}

/** Takes a URI apart. Any text is one. */
export function parseUri(text: string): Uri {
  const form = /##params(?:[=:](.*))?$/s.exec(text)
  const whole = (form === null ? text : text.slice(0, form.index)).split('#', 1)[0] ?? ''
  const params = form === null ? null : (form[1] ?? '')
  const scheme = /^([A-Za-z_-]+):/.exec(whole)?.[1] ?? null
  const rest = scheme === null ? whole : whole.slice(scheme.length + 1)
  if (scheme !== null && !rest.startsWith('/'))
    return { scheme, opaque: rest, authority: null, path: '', query: null, params }
  const mark = rest.indexOf('?')
  const query = mark < 0 ? null : rest.slice(mark + 1)
  const place = mark < 0 ? rest : rest.slice(0, mark)
  // without a scheme, two slashes are a path
  const net = scheme === null ? null : /^\/\/([^/]*)(.*)$/s.exec(place)
  return {
    scheme,
    opaque: null,
    authority: net?.[1] ?? null,
    path: net === null ? place : (net[2] ?? ''),
    query,
    params,
  }
}

/** The URI that `uri` stands for in a script that came from `base`. */
export function resolveUri(base: Uri | null, uri: Uri): Uri {
  if (uri.scheme !== null || base === null) return uri
  const { params } = uri
  if (uri.path !== '') return { ...base, path: resolvePath(base.path, uri.path), query: uri.query, params }
  return { ...base, query: uri.query ?? base.query, params }
}

/** `./` and `../` count at the front of a name only, and never lead above the root. */
function resolvePath(base: string, relative: string): string {
  if (relative.startsWith('/')) return relative
  let folder = dirname(base)
  let name = relative
  for (;;) {
    const dots = /^(\.\.?)(?:\/|$)/.exec(name)
    if (dots === null) break
    name = name.slice(dots[0].length)
    if (dots[1] === '..') folder = dirname(folder)
  }
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`
}

function dirname(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash <= 0 ? '/' : path.slice(0, slash)
}

/** The URI of DHCP's boot file: a text with `//` is a URL, and any other is a name on the TFTP server, byte for byte. */
export function bootFileUri(nextServer: string, bootFile: string): Uri {
  const uri = parseUri(bootFile)
  if (uri.scheme !== null && uri.opaque === null) return uri
  const path = `/${bootFile.replace(/[%?#;]/g, percent)}`
  return { scheme: 'tftp', opaque: null, authority: nextServer, path, query: null, params: null }
}

/** The text of a URI, with forbidden characters percent-encoded. `domain` is appended to a host name without a dot. */
export function uriText({ scheme, opaque, authority, path, query }: Uri, domain = ''): string {
  if (opaque !== null) return `${scheme}:${opaque}`
  const server = authority === null ? '' : `//${qualified(authority, domain)}`
  const tftp = scheme === 'tftp'
  const place = tftp ? path.replaceAll(';', '%3B') : query === null ? path : `${path}?${query}`
  return `${scheme}:${server}${place}`.replace(/[^\x21-\x7e]/g, percent)
}

/** The name as it goes to the server: decoded for TFTP, path and query for HTTP. */
export function requestName({ scheme, path, query }: Uri): string {
  if (scheme === 'tftp') {
    return decoded(path.replace(/^\//, ''))
  }
  return `${path === '' ? '/' : path}${query === null ? '' : `?${query}`}`.replace(/[^\x21-\x7e]/g, percent)
}

/** The last component of the path, decoded: what an image is called. */
export function lastComponent({ path }: Uri): string {
  const name = decoded(path)
  return name.slice(name.lastIndexOf('/') + 1)
}

function decoded(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function qualified(authority: string, domain: string): string {
  const match = /^((?:.*@)?)([^@:[\]]+)((?::\d*)?)$/s.exec(authority)
  const host = match?.[2] ?? ''
  if (match === null || domain === '' || host === '' || host.includes('.')) return authority
  return `${match[1]}${host}.${domain}${match[3]}`
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
