// Writes docs/report.schema.json, the JSON Schema of the report, and docs/events.md from the schemas that the program has.
import { writeFileSync } from 'node:fs'
import { eventsPage } from './events-page.ts'
import { reportSchema } from './report-schema.ts'

writeFileSync('docs/report.schema.json', reportSchema())
writeFileSync('docs/events.md', eventsPage())
