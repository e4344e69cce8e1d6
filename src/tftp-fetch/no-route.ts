/** Errors of the system by which nothing leads to a server. */

/** The host or its network cannot be reached, as the system or a router says. */
export function isNoRoute(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'EHOSTUNREACH' || code === 'ENETUNREACH'
}
