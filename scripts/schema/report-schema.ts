// The JSON Schema of the report's document, as docs/report.schema.json has to be.
import { toJsonSchema } from '@valibot/to-json-schema'
import {
  MenuDocument,
  MenuEntryDocument,
  ReportDocument,
} from '../../src/bootloader/results/document-schema.ts'

/** As text, with a line feed at the end. What only our own schemas can check is left out. */
export function reportSchema(): string {
  const schema = toJsonSchema(ReportDocument, {
    definitions: { MenuDocument, MenuEntryDocument },
    ignoreActions: ['check'],
    typeMode: 'output',
  })
  return `${JSON.stringify(schema, null, 2)}\n`
}
