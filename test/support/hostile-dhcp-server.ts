// Answers each DISCOVER and REQUEST with thousands of damaged replies to it, from the right port and with the right
// transaction id, and with as many replies to others. Runs as a process of its own: `COUNT SEED`.
import { createSocket } from 'node:dgram'
import { setImmediate } from 'node:timers/promises'
import { decodePacket } from '../../src/udhcp-client/codec/index.ts'
import { damagedPackets } from './dhcp-mutation.ts'

const [count = 0, seed = 1] = process.argv.slice(2).map(Number)
/** As fast as the receiver reads them: what its socket buffer cannot hold is never decoded. */
const BURST = 20
const socket = createSocket('udp4')

async function flood(mac: string, xid: number): Promise<void> {
  let sent = 0
  for (const packet of damagedPackets(seed, mac, xid)) {
    if (sent === count) break
    const noise = Buffer.from(packet)
    if (sent % 2 === 1 && noise.length > 8) noise.writeUInt32BE((xid + sent) >>> 0, 4)
    socket.send(noise, 68, '255.255.255.255')
    sent += 1
    if (sent % BURST === 0) await setImmediate()
  }
  console.log(`sent ${sent}`)
}

socket.on('message', (message) => {
  const { chaddr, xid } = decodePacket(message)
  void flood(chaddr, xid)
})
socket.bind(67, () => socket.setBroadcast(true))
