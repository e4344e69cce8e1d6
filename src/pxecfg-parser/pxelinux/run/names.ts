/**
 * How PXELINUX turns a name in a configuration into the name it requests: text after a text prefix,
 * `server::name`, or a URL.
 * Source: syslinux core/fs/pxe/pxe.c (get_prefix, pxe_chdir, __pxe_searchdir, pxe_mangle_name) and urlparse.c.
 */

import { BootError } from '../../../boot-error.ts'
import { decodeName, parseBootUrl, tftpUrl } from '../../../boot-url.ts'
import { schemeOf } from '../../../url-schemes.ts'
import type { BootFile } from '../../types.ts'
import { wordEnd } from '../parse/index.ts'

/** FILENAME_MAX without the NUL. */
const NAME_BYTES = 255

/**
 * The form of a name. `suffix`: appended to the prefix; `old`: `server::name`; `url`: `scheme://...`. Only the first
 * colon counts.
 */
export function nameForm(name: string): 'suffix' | 'old' | 'url' {
  const colon = name.indexOf(':')
  if (colon < 0) return 'suffix'
  if (name.startsWith('//', colon + 1)) return 'url'
  return name[colon + 1] === ':' ? 'old' : 'suffix'
}

/** The prefix of all names: option 210, else the boot file up to its last delimiter. It may hold white space. */
export function bootPrefix({
  pathPrefix,
  bootFile,
}: {
  pathPrefix: string | null
  bootFile: string
}): string {
  const prefix = pathPrefix ?? bootFile.slice(0, lastDelimiter(bootFile) + 1)
  return (nameForm(prefix) === 'suffix' ? `::${prefix}` : prefix).slice(0, NAME_BYTES)
}

/** The prefix after CONFIG with `change` as its second word: no separator is added, nothing is normalised. */
export function changePrefix(prefix: string, change: string): string {
  const word = mangled(change)
  return (nameForm(word) === 'suffix' ? prefix + word : word).slice(0, NAME_BYTES)
}

/**
 * The file that PXELINUX requests; `server` is the boot server, also of a URL that names none. Fails with E_UNSUPPORTED
 * for an unknown scheme.
 */
export function locate(name: string, prefix: string, server: string): BootFile {
  const word = mangled(name)
  const full = nameForm(word) === 'suffix' ? prefix + word : word
  return nameForm(full) === 'url' ? locateUrl(full, server) : locateOld(full, server)
}

function locateOld(full: string, server: string): BootFile {
  const at = full.indexOf('::')
  const host = full.slice(0, at) || server
  const name = full.slice(at + 2)
  if (!/^[\w.-]+$/.test(host)) {
    throw new BootError('E_FETCH_NOT_FOUND', {
      what: `"${host}" cannot be the name of a server (${full})`,
    })
  }
  return { name, url: tftpUrl(host, name) }
}

function locateUrl(text: string, server: string): BootFile {
  const full = text.replace(/^([^:]*:\/\/)(?=[/:]|$)/, `$1${server}`)
  const url = parseBootUrl(withoutFragment(full))
  if (url === null) {
    throw new BootError('E_FETCH_NOT_FOUND', { what: `${full} is not a URL` })
  }
  // Schemes are case-sensitive here.
  const by = full.slice(0, full.indexOf(':'))
  const scheme = schemeOf(by)
  if (!scheme?.programs.includes('pxelinux')) {
    throw new BootError('E_UNSUPPORTED', {
      what: `${full}: PXELINUX cannot fetch by ${by}`,
      hint: 'it knows tftp, http and ftp',
    })
  }
  if (scheme.names === 'url') return { name: url.name, url: encodeBytes(withoutFragment(full)) }
  const slash = full.indexOf('/', full.indexOf('://') + 3)
  const path = slash < 0 ? '' : withoutFragment(full.slice(slash + 1)).split(';', 1)[0]
  const name = decodeName(path ?? '')
  return { name, url: tftpUrl(url.host, name, url.port ?? undefined) }
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? ''
}

/** Bytes that no URL can hold, percent-encoded; the rest stays as it was written. */
function encodeBytes(url: string): string {
  return url.replace(
    /[^\x21-\x7e]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

function mangled(name: string): string {
  return name.slice(0, Math.min(wordEnd(name), NAME_BYTES))
}

/** The index of the last delimiter, -1 if there is none. Anything but `0-9 A-Z a-z . -` is a delimiter, even `_`. */
function lastDelimiter(name: string): number {
  return name.search(/[^0-9A-Za-z.-][0-9A-Za-z.-]*$/)
}
