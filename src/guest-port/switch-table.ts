/** What ovs-appctl(8) prints of an Open vSwitch bridge. */

/** Entries of `fdb/show`: the OpenFlow number of the port (`LOCAL` for the bridge itself) and the address behind it. */
export function macTable(text: string): { port: string; mac: string }[] {
  return [...text.matchAll(/^\s*(\S+)\s+\d+\s+([0-9a-f]{2}(?::[0-9a-f]{2}){5})\s/gim)].map(
    ([, port = '', mac = '']) => ({ port, mac: mac.toLowerCase() }),
  )
}

/** From `dpif/show`, which lists every bridge: OpenFlow number to name of the ports of `bridge`. */
export function portNames(text: string, bridge: string): Map<string, string> {
  const names = new Map<string, string>()
  let within = false
  for (const line of text.split('\n')) {
    const [, heading] = /^\s+(\S+):\s*$/.exec(line) ?? []
    if (heading !== undefined) within = heading === bridge
    const [, name, port] = /^\s+(\S+) (\d+)\/\S+: /.exec(line) ?? []
    if (within && name !== undefined && port !== undefined) names.set(port, name)
  }
  return names
}
