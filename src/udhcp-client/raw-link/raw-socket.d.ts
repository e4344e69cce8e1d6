/** The part of npm raw-socket 1.8 that is used here: its README's "createSocket", "setOption", "send", "message". */
declare module 'raw-socket' {
  import type { EventEmitter } from 'node:events'

  interface Socket extends EventEmitter {
    on(event: 'message', listener: (packet: Buffer, source: string) => void): this
    on(event: 'error', listener: (error: Error) => void): this
    on(event: 'close', listener: () => void): this
    /** Text and structures are given as a Buffer, with its length. */
    setOption(level: number, option: number, value: Buffer, length: number): void
    setOption(level: number, option: number, value: number): void
    send(
      packet: Buffer,
      offset: number,
      length: number,
      address: string,
      done: (error: Error | null, bytes: number) => void,
    ): this
    close(): this
  }

  interface RawSocketModule {
    Protocol: { UDP: 17 }
    SocketLevel: { SOL_SOCKET: number; IPPROTO_IP: number }
    SocketOption: { SO_BROADCAST: number; IP_HDRINCL: number }
    /** Opens the socket at once; throws if the process may not. */
    createSocket(options: { protocol: number; bufferSize?: number }): Socket
    /** RFC 1071, over all parts as one. */
    createChecksum(...parts: Buffer[]): number
  }

  const raw: RawSocketModule
  export default raw
  export type { Socket }
}
