// Throughput of the transfer step against other clients, in network namespaces, over links of several kinds.
//     scripts/bench/transfer [--rounds N] [--link NAME]... [--server NAME]... [--json FILE]
// All clients of a link and server take turns; what counts is the median. A client that is slower than the limit on
// time is stopped and what it got until then counts. Ratios are printed beside the goals.
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LINK_SERVER } from '../../test/support/link-emulator/link.ts'
import { SERVER_ADDRESS } from '../../test/support/network.ts'
import { type Client, HTTP_PEERS, ours, TFTP_PEERS } from './transfer-clients.ts'
import { LINKS, type Place, SERVERS, type ServerName, settle } from './transfer-places.ts'

interface Measured {
  link: string
  server: ServerName
  client: string
  /** Median of the rounds, megabytes a second. */
  rate: number
  spread: [number, number]
}

/** Least ratio to the best other client. */
const GOALS: Readonly<Record<string, Readonly<Record<ServerName, number>>>> = {
  veth: { atftpd: 0.7, tftpd: 0.7, nginx: 0.5 },
  '0.2 ms': { atftpd: 1, tftpd: 1, nginx: 0.8 },
  '1 ms': { atftpd: 1.7, tftpd: 1, nginx: 0.9 },
  '10 ms': { atftpd: 2.8, tftpd: 1, nginx: 0.9 },
  '1 ms, 0.1 % loss': { atftpd: 1, tftpd: 1, nginx: 0.9 },
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    link: { type: 'string', multiple: true },
    server: { type: 'string', multiple: true },
    json: { type: 'string' },
  },
})
const results: Measured[] = []
for (const link of LINKS) {
  if (values.link !== undefined && !values.link.includes(link.name)) continue
  const place = await settle(link)
  try {
    for (const server of SERVERS) {
      if (values.server !== undefined && !values.server.includes(server)) continue
      results.push(...(await measure(place, server, Number(values.rounds))))
      report(results.filter((result) => result.link === link.name && result.server === server))
    }
  } finally {
    await place.close()
  }
}
summary(results)
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`)

async function measure(place: Place, server: ServerName, rounds: number): Promise<Measured[]> {
  const clients = [...ours(server), ...(server === 'nginx' ? HTTP_PEERS : TFTP_PEERS)]
  const rates = new Map<string, number[]>(clients.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const client of clients) {
      const known = rates.get(client.name) ?? []
      // A client that always runs into the limit says nothing new.
      if (round >= 2 && Math.max(...known) < 1) continue
      known.push(await once(place, server, client))
    }
  }
  return clients.map(({ name }) => {
    const sorted = (rates.get(name) ?? []).sort((one, other) => one - other)
    const spread: [number, number] = [sorted.at(0) ?? 0, sorted.at(-1) ?? 0]
    return {
      link: place.name,
      server,
      client: name,
      rate: sorted[Math.floor(sorted.length / 2)] ?? 0,
      spread,
    }
  })
}

/** Megabytes a second of one run; 0 where what came is not what was sent. */
async function once(place: Place, server: ServerName, client: Client): Promise<number> {
  const address = place.isEmulated ? LINK_SERVER : SERVER_ADDRESS
  const outputs = client.files.map((file) => join(place.folder, `got-${file}`))
  const { ms, isWhole } = await client.run(place, { server, address, outputs })
  let bytes = 0
  let isRight = true
  for (const [i, output] of outputs.entries()) {
    bytes += statSync(output, { throwIfNoEntry: false })?.size ?? 0
    const sent = join(place.root, client.files[i] ?? '')
    if (isWhole) isRight &&= readFileSync(output).equals(readFileSync(sent))
    rmSync(output, { force: true })
  }
  return isRight ? bytes / ms / 1000 : 0
}

function report(measured: Measured[]): void {
  const [first] = measured
  if (first === undefined) return
  console.log(`\n${first.link}, ${first.server}`)
  for (const { client, rate, spread } of measured) {
    const range = `${number(spread[0])} to ${number(spread[1])}`
    console.log(`  ${client.padEnd(28)}${number(rate).padStart(9)} MB/s   (${range})`)
  }
}

function summary(measured: Measured[]): void {
  console.log('\nratio to the best other client: one file / kernel and initrd side by side / goal')
  for (const link of LINKS) {
    for (const server of SERVERS) {
      const rows = measured.filter((result) => result.link === link.name && result.server === server)
      const peers = rows.filter(({ client }) => !client.startsWith('tspxeboot'))
      const best = peers.reduce<Measured | null>((a, b) => (a !== null && a.rate >= b.rate ? a : b), null)
      if (best === null) continue
      const [one, both] = ['tspxeboot', 'tspxeboot, both files'].map(
        (name) => (rows.find(({ client }) => client === name)?.rate ?? 0) / best.rate,
      )
      const goal = GOALS[link.name]?.[server] ?? 0
      const verdict = Math.max(one ?? 0, both ?? 0) >= goal ? 'met' : 'MISSED'
      const numbers = [one, both, goal].map((ratio) => (ratio ?? 0).toFixed(2).padStart(6)).join(' ')
      console.log(
        `  ${link.name.padEnd(18)}${server.padEnd(8)}${numbers}  ${verdict}  (best: ${best.client})`,
      )
    }
  }
}

function number(rate: number): string {
  return rate >= 100 ? rate.toFixed(0) : rate.toPrecision(3)
}
