/** Finds configurations with names that PXELINUX never requests, and guesses what was meant. */

import { ipv4ToNumber, isIpv4, parseMac } from '../../addresses.ts'
import { bootInterface } from './run/index.ts'

/** The forms of the names that search.ts makes; a MAC may also have another network's hardware type. */
const ASKED_FOR = [
  /^default$/,
  /^[0-9a-f]{2}(?:-[0-9a-f]{2}){6}$/,
  /^[0-9A-F]{1,8}$/,
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
]

/** What is wrong with `name`, a file in a folder of configurations; null: a machine may request it. */
export function whyNeverAsked(name: string): string | null {
  if (ASKED_FOR.some((form) => form.test(name))) return null
  const meant = meantBy(name)
  return meant === null
    ? 'PXELINUX never requests this name by itself, and no configuration includes it'
    : `PXELINUX never requests this name; it requests ${meant}`
}

function meantBy(name: string): string | null {
  const mac = parseMac(name)
  if (mac !== null) return bootInterface(mac)
  if (isIpv4(name)) return ipv4ToNumber(name).toString(16).toUpperCase().padStart(8, '0')
  if (/^[0-9a-f]{8}$/i.test(name)) return name.toUpperCase()
  const lower = name.toLowerCase()
  return ASKED_FOR.some((form) => form.test(lower)) && !/^[0-9a-f]{1,8}$/.test(lower) ? lower : null
}
