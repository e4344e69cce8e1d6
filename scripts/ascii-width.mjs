// Stands in the bundle for string-width, which measures what terminals make of any text: its Unicode tables were
// half of what the program adds to Node's own start, and yargs lays out nothing with it but the help, which is ASCII.
export default (text) => text.length
