/** How a boot program reads files of the boot server. */

import type { PxeHost } from '../pxecfg-parser/index.ts'
import { type Fetcher, fetchBytes, fetchHead } from '../tftp-fetch/index.ts'
import type { Context } from './context.ts'

export function programFiles(
  fetcher: Fetcher,
  { onEvent, signal }: Context,
): Pick<PxeHost, 'read' | 'head' | 'probe'> {
  return {
    async read({ url: asked }, { maxBytes, post }) {
      let url = asked
      const cameFrom = (place: string) => {
        url = place
      }
      const form = post === undefined ? {} : { form: post }
      const bytes = await fetchBytes(fetcher, asked, maxBytes, signal, { ...form, cameFrom })
      if (isHtml(bytes)) {
        const message = `${asked} is an HTML page, not a boot configuration`
        onEvent({ event: 'Warned', code: 'html-page', message })
      }
      return { bytes, url }
    },
    async head({ url: asked }, { maxBytes }) {
      let url = asked
      const cameFrom = (place: string) => {
        url = place
      }
      return { bytes: await fetchHead(fetcher, asked, maxBytes, signal, { cameFrom }), url }
    },
    probe: ({ url }) => fetcher.probe(url, signal),
  }
}

/** Some web servers send an HTML page instead of an error. */
function isHtml(bytes: Uint8Array): boolean {
  return /^\s*<(!doctype|html|\?xml)/i.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1'))
}
