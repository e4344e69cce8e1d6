// docs/events.md, made of the schemas of the events and the comments on their fields.
import { readFileSync } from 'node:fs'
import { BootEvent, FailedEvent } from '../../src/bootloader/events.ts'
import { ServerEvent } from '../../src/server/events.ts'

/** What is read of a valibot schema. */
interface Schema {
  type: string
  literal?: unknown
  options?: readonly unknown[]
  entries?: Record<string, Schema>
  item?: Schema
  wrapped?: Schema
}

/** Values that are not all listed. */
const MANY = 10

const CHAPTERS = [
  { title: 'The run as a whole', file: 'src/bootloader/events.ts' },
  { title: 'DHCP', file: 'src/udhcp-client/events.ts' },
  { title: 'The configuration', file: 'src/pxecfg-parser/events.ts' },
  { title: 'Transfers', file: 'src/tftp-fetch/events.ts' },
  { title: 'The embedded server (serve, lab)', file: 'src/server/events.ts' },
]

const HEAD = `# Events

\`--log-format=json\` prints what happens, one JSON object a line on standard error; \`explain --json\` has the same objects in
its \`events\`, with \`atMs\` (ms since the run began) in place of \`time\` (ms since 1970). Nothing is printed with \`--quiet\` but
\`Failed\`. Names and fields stay as they are: new ones may come, so pass over what you do not know. A field that is not known
is \`null\`. Text from servers is bytes: it is printed as UTF-8 where it is valid UTF-8, else as Latin-1. Sizes are bytes,
times ms. This page is made from the schemas by \`npm run schema\`.
`

/** The page's whole text. */
export function eventsPage(): string {
  const schemas = new Map([
    ...eventSchemas(BootEvent),
    ...eventSchemas(FailedEvent),
    ...eventSchemas(ServerEvent),
  ])
  const chapters = CHAPTERS.map(({ title, file }) => {
    const events = commentsOf(readFileSync(file, 'utf8')).map(({ name, comment, fields }) => {
      const { event: _, ...entries } = schemas.get(name)?.entries ?? {}
      const lines = Object.entries(entries).map(([field, schema]) => {
        const meaning = fields.get(field)
        return `- \`${field}\`, ${typeOf(schema)}${meaning === undefined ? '' : `: ${meaning}`}`
      })
      const head = [`### ${name}`, ...(comment === '' ? [] : [comment])].join('\n\n')
      return [head, ...(lines.length === 0 ? [] : [lines.join('\n')])].join('\n\n')
    })
    return [`## ${title}`, ...events].join('\n\n')
  })
  return `${[HEAD.trimEnd(), ...chapters].join('\n\n')}\n`
}

/** The names of all events that a schema allows, with their own schemas. */
export function eventSchemas(schema: unknown): [string, Schema][] {
  const { options, entries } = schema as Schema
  if (entries === undefined) return (options ?? []).flatMap(eventSchemas)
  return [[String(entries.event?.literal), schema as Schema]]
}

interface Commented {
  name: string
  comment: string
  fields: Map<string, string>
}

/** The comment on each event and on its fields, as the source has them. */
function commentsOf(source: string): Commented[] {
  const events: Commented[] = []
  let pending = ''
  let objectComment = ''
  for (const [, comment, object, name, field] of source.matchAll(
    /\/\*\*((?:[^*]|\*(?!\/))*)\*\/|(v\.(?:object|variant)\()|event: v\.literal\('(\w+)'\)|^(?: {2}| {4})(?!event:)(\w+): /gm,
  )) {
    if (comment !== undefined) pending = comment.replace(/\s*\n\s*\*?\s*/g, ' ').trim()
    else {
      // A comment before all events of a file belongs to none of them.
      if (object !== undefined) objectComment = object.includes('variant') ? '' : pending
      else if (name !== undefined) events.push({ name, comment: objectComment, fields: new Map() })
      else if (field !== undefined && pending !== '') events.at(-1)?.fields.set(field, pending)
      pending = ''
    }
  }
  return events
}

function typeOf({ type, wrapped, options, item, entries }: Schema): string {
  if (wrapped !== undefined) return `${typeOf(wrapped)}${type === 'nullable' ? ' or null' : ''}`
  if (options !== undefined && options.length > MANY) return 'text'
  if (options !== undefined) return options.map((option) => `\`${option}\``).join(' or ')
  if (item !== undefined) return `list of ${typeOf(item)}`
  if (entries !== undefined) return `object of ${Object.keys(entries).join(', ')}`
  return type === 'string' ? 'text' : type
}
