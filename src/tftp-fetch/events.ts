/** Events of a transfer. `url` is always the one requested; sizes are bytes, times ms. */

import * as v from 'valibot'

const Url = v.pipe(v.string(), v.maxLength(8192))
const Text = v.pipe(v.string(), v.maxLength(4096))
const Count = v.pipe(v.number(), v.integer(), v.minValue(0))
const Size = v.nullable(Count)

/** What a fetch reports while it works; each event as its schema, which also documents it. */
export const FetchEvent = v.variant('event', [
  /** The request is about to be sent. */
  v.object({ event: v.literal('FetchStarted'), url: Url }),
  /** A host name was looked up. */
  v.object({ event: v.literal('NameResolved'), name: Text, address: Text, ms: Count }),
  /** A TFTP server's answer to the options (RFC 2347). `totalBytes` null: it announced no size. */
  v.object({
    event: v.literal('TftpNegotiated'),
    url: Url,
    /** Address and port that the transfer goes on with. */
    server: Text,
    blockSize: Count,
    /** Blocks for one acknowledgement (RFC 7440); 1 if the server does not support windows. */
    windowSize: Count,
    totalBytes: Size,
  }),
  /** The status line of an HTTP answer. */
  v.object({ event: v.literal('HttpAnswered'), url: Url, status: Count, totalBytes: Size }),
  v.object({ event: v.literal('FetchRedirected'), url: Url, location: Url, status: Count }),
  /** The request is made again. `unreachable`: ICMP said that nobody listens there; `silence`: nothing came at all. */
  v.object({
    event: v.literal('FetchRetried'),
    url: Url,
    reason: v.picklist(['silence', 'unreachable', 'option refused', 'too much is lost', 'connection broken']),
    attempt: Count,
    /** Bytes received so far. */
    bytes: Count,
  }),
  /** A packet from another port or address than the server's in this transfer; it was answered with error 5. */
  v.object({ event: v.literal('StrayPacketRefused'), url: Url, source: Text }),
  /** Sent at most four times a second. */
  v.object({ event: v.literal('FetchProgress'), url: Url, bytes: Count, totalBytes: Size }),
  v.object({
    event: v.literal('FetchFinished'),
    url: Url,
    bytes: Count,
    ms: Count,
    /** Blocks or answers that had to be requested again. */
    retries: Count,
  }),
  v.object({
    event: v.literal('FetchFailed'),
    url: Url,
    code: Text,
    message: Text,
    /** Bytes received before the failure. */
    bytes: Count,
    ms: Count,
  }),
])
export type FetchEvent = v.InferOutput<typeof FetchEvent>
