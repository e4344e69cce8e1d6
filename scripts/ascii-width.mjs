// Stands in the bundle for string-width, which measures what terminals make of any text: its Unicode tables are half
// of what starting costs, and yargs lays out nothing with it but the help, which is ASCII.
export default (text) => text.length
