/** Where the program's own files are, unless options say otherwise. */

/** The store of hosts. */
export const DEFAULT_STORE = '/etc/tspxeboot/hosts.ini'
/** What is remembered between runs: the state of each host, and the files that were written. */
export const DEFAULT_STATE_DIR = '/var/lib/tspxeboot'
