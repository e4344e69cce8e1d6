/** The reservations of one of Kea's subnets, for `"reservations": <?include "FILE"?>` (Kea's manual, 8.3). */

import { type DhcpGroup, type DhcpValues, optionBytes } from './dhcp-values.ts'

/** The array, with a line for each host. Commas come before lines, so that a new host changes no other line. */
export function keaReservations(groups: readonly DhcpGroup[]): string {
  const reservations = groups.flatMap(({ values, hosts }) =>
    hosts.map(({ mac, ip, name }) =>
      JSON.stringify({
        'hw-address': mac,
        ...(ip === null ? {} : { 'ip-address': ip }),
        hostname: name,
        ...(values.nextServer === null ? {} : { 'next-server': values.nextServer }),
        'boot-file-name': values.bootFile,
        'option-data': optionData(values),
      }),
    ),
  )
  return `[\n${reservations.map((line, index) => `${index === 0 ? ' ' : ','} ${line}\n`).join('')}]\n`
}

function optionData({ gateway, dns, domain, options }: DhcpValues): object[] {
  return [
    ...(gateway === null ? [] : [{ name: 'routers', data: gateway }]),
    ...(dns.length === 0 ? [] : [{ name: 'domain-name-servers', data: dns.join(', ') }]),
    ...(domain === null ? [] : [{ name: 'domain-name', data: domain }]),
    // Kea 2.2 has no word for an option that is not to be sent; without data it would be sent empty.
    ...[...options].flatMap(([code, value]) =>
      value === null ? [] : [{ code, 'csv-format': false, data: optionBytes(value).toString('hex') }],
    ),
  ]
}
