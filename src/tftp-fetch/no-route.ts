/** System errors that mean no route leads to a server. */

/** Whether the host or its network cannot be reached, as the system or a router says. */
export function isNoRoute(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'EHOSTUNREACH' || code === 'ENETUNREACH'
}
