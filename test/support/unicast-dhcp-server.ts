// A DHCP server that ignores the broadcast flag: its answers go to the address that it offers, by a neighbour entry
// made from chaddr (RFC 2131 4.1). Runs as a process of its own; it knows one guest.
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import {
  decodePacket,
  EMPTY_PACKET,
  encodePacket,
  type MessageType,
  OPTIONS,
  readOptions,
  writeOptions,
} from '../../src/udhcp-client/codec/index.ts'

const server = '192.0.2.1'
const address = '192.0.2.91'
const socket = createSocket('udp4')
socket.on('message', (message) => {
  const request = decodePacket(message)
  const { messageType } = readOptions(OPTIONS, request.options)
  if (messageType !== 'DISCOVER' && messageType !== 'REQUEST') return
  execFileSync('ip', ['neigh', 'replace', address, 'lladdr', request.chaddr, 'dev', 'eth0'])
  const answer: MessageType = messageType === 'DISCOVER' ? 'OFFER' : 'ACK'
  const reply = encodePacket({
    ...EMPTY_PACKET,
    op: 'reply',
    xid: request.xid,
    chaddr: request.chaddr,
    yiaddr: address,
    siaddr: server,
    file: 'pxelinux.0',
    options: writeOptions(OPTIONS, { messageType: answer, serverId: server, subnetMask: '255.255.255.0' }),
  })
  socket.send(reply, 68, address)
})
socket.bind(67)
