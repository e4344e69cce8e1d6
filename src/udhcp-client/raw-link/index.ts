/** UDP datagrams on one interface over a raw socket, before that interface has an address. */

export { openRawLink, type RawLink } from './raw-link.ts'
export { type Checksum, type Datagram, decodeFrame, encodeFrame } from './udp-frame.ts'
