/** Brings images from servers into memory. Source: ipxe src/usr/imgmgmt.c (imgdownload, imgacquire). */

import { BootError } from '../../boot-error.ts'
import { programOfContent, programOfName } from '../../program-names.ts'
import { fetchedSchemes, schemeOf } from '../../url-schemes.ts'
import { type Failure, fail, fetchFailed } from './failure.ts'
import { type FetchedFile, type Image, kindOf } from './images.ts'
import { SCRIPT_LIMITS } from './limits.ts'
import { isScript } from './lines.ts'
import type { Machine } from './machine.ts'
import { lastComponent, parseUri, requestName, type Uri } from './uri.ts'
import { type Asking, fetchFile } from './wants.ts'

/** Checks that a file exists and registers it as an image. What kind it is, is found out when it is run. */
export function* download(machine: Machine, name: string): Asking<Image | Failure> {
  return yield* get(machine, name, 'probe')
}

/** The image in memory with that name, else the file of that name. */
export function* acquire(machine: Machine, name: string): Asking<Image | Failure> {
  return machine.images.find(name) ?? (yield* get(machine, name, 'read'))
}

function* get(machine: Machine, name: string, want: 'probe' | 'read'): Asking<Image | Failure> {
  const uri = machine.resolve(parseUri(name))
  const refused = unsupported(uri, name) ?? withoutServer(uri, name)
  if (refused !== null) return refused
  machine.countRequest()
  const form = formOf(machine, uri)
  const url = machine.urlOf(uri)
  if (url.length > SCRIPT_LIMITS.url)
    return fail('file-not-found', `a URL of more than ${SCRIPT_LIMITS.url} bytes`)
  const request = requestName(uri)
  const script = true
  const file =
    want === 'read' || form !== null
      ? yield* fetchFile({ want: 'read', url, name: request, form, script })
      : yield* fetchFile({ want: 'probe', url, name: request })
  if (file instanceof BootError) return fetchFailed(file, uri.scheme)
  const origin = file.url === url ? uri : parseUri(file.url)
  const image = machine.register(
    {
      name: lastComponent(uri) || lastComponent(origin),
      uri,
      origin,
      args: null,
      ...contentOf(machine, file, request),
      autofree: false,
    },
    file,
  )
  return image
}

/** Finds out what kind an image is. Returns the error if its file could not be read. */
export function* identify(machine: Machine, image: Image): Asking<BootError | null> {
  if (image.kind !== null) return null
  machine.countRequest()
  const url = machine.urlOf(image.origin)
  const name = requestName(image.origin)
  const file = yield* fetchFile({ want: 'read', url, name, form: null, script: true })
  if (file instanceof BootError) return file
  Object.assign(image, contentOf(machine, file, name))
  return null
}

/** The kind of a file, from its beginning. */
export function contentOf(
  machine: Machine,
  file: FetchedFile,
  name: string,
): Pick<Image, 'kind' | 'text' | 'program'> {
  if (file.text === null) return { kind: null, text: null, program: null }
  const kind = kindOf(file, isScript)
  if (kind !== 'script')
    return { kind, text: null, program: programOfContent(file.text) ?? programOfName(name) }
  machine.countScript(file.text.length)
  return { kind, text: file.text, program: null }
}

function unsupported(uri: Uri, name: string): Failure | null {
  if (uri.opaque === null && schemeOf(uri.scheme ?? '')?.programs.includes('ipxe')) return null
  return fail(
    'not-supported',
    `could not start the download of ${name.slice(0, SCRIPT_LIMITS.word)}: ${uri.scheme}: is not supported`,
    `files come by ${fetchedSchemes().join(', ')}`,
  )
}

/** The failure for a URL without a server, such as `http://${undefined}/vmlinuz`; null: it has one. */
function withoutServer({ authority }: Uri, name: string): Failure | null {
  if (!/^(?:.*@)?(?::\d*)?$/s.test(authority ?? '')) return null
  return fail('file-not-found', `${name.slice(0, SCRIPT_LIMITS.word)} names no server`)
}

/** Removes and returns the form that a URI sends (`##params`); null: none. */
function formOf(machine: Machine, { params }: Uri): string | null {
  const form = params === null ? undefined : machine.forms.get(params)
  if (params === null || form === undefined) return null
  machine.forms.delete(params)
  return form.map(([key, value]) => `${encoded(key)}=${encoded(value)}`).join('&')
}

function encoded(text: string): string {
  return text.replace(
    /[^A-Za-z0-9\-._~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
