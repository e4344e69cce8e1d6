/** The errors a TFTP transfer fails with. `server` is `address:port`. */

import { BootError } from '../../boot-error.ts'
import { isNoRoute } from '../no-route.ts'
import { ERRORS } from './packet.ts'

/** E_FETCH_TIMEOUT: no sending of the request was answered. */
export function noAnswer(url: string, server: string): BootError {
  return new BootError('E_FETCH_TIMEOUT', {
    what: `${url}: no answer from TFTP server ${server}`,
    hint: 'a firewall on the way, a TFTP server that is not running, or a wrong address',
  })
}

/** E_NETWORK: the system or ICMP says, by `cause`, that the server cannot be reached. */
export function notThere(url: string, server: string, cause: NodeJS.ErrnoException): BootError {
  const refused = cause.code === 'ECONNREFUSED'
  const why = refused ? 'nobody listens there (ICMP port unreachable)' : String(cause.code)
  return new BootError('E_NETWORK', {
    what: `${url}: TFTP server ${server} cannot be reached: ${why}`,
    hint: 'check that the TFTP server runs, and that next-server (siaddr) names it',
    reason: refused ? 'port-unreachable' : isNoRoute(cause) ? 'no-route' : null,
    cause,
  })
}

/** E_FETCH_PROTOCOL: the server broke the protocol; `what` says how. */
export function protocolError(url: string, server: string, what: string): BootError {
  return new BootError('E_FETCH_PROTOCOL', { what: `${url}: TFTP server ${server}: ${what}` })
}

/**
 * The server's ERROR packet in place of an answer, as E_FETCH_NOT_FOUND, E_FETCH_DENIED or E_FETCH_PROTOCOL. Some
 * servers send error 0, and only the text says what they mean.
 */
export function refusal(url: string, code: number, message: string): BootError {
  const said = message === '' ? `error ${code}` : `error ${code}, ${message}`
  const isUnclear = code === ERRORS.UNDEFINED
  if (code === ERRORS.NOT_FOUND || (isUnclear && /not found|no such file/i.test(message))) {
    return new BootError('E_FETCH_NOT_FOUND', { what: `${url}: no such file (TFTP ${said})` })
  }
  if (code === ERRORS.ACCESS_VIOLATION || (isUnclear && /denied|violation/i.test(message))) {
    return new BootError('E_FETCH_DENIED', {
      what: `${url}: the server refuses access to it (TFTP ${said})`,
      hint: 'TFTP servers usually serve only world-readable files below their own root',
    })
  }
  return new BootError('E_FETCH_PROTOCOL', { what: `${url}: the server refused (TFTP ${said})` })
}
