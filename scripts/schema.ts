// Writes docs/report.schema.json, the JSON Schema of the report, from the schema that the program itself has.
import { writeFileSync } from 'node:fs'
import { reportSchema } from '../test/support/report-schema.ts'

writeFileSync('docs/report.schema.json', reportSchema())
