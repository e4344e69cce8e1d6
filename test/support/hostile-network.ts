// Names that the hostile server and those who judge its victims share.

/** The boot server's address, and another one of the same host that has no say. */
export const SERVER = '192.0.2.1'
export const STRANGER = '192.0.2.66'
/** The folder that all that a stranger says leads to. */
export const EVIL = 'evil/'
/** Text that would clear a screen, set a title and change a colour. Latin-1. */
export const NASTY = '\x1b[2J\x1b]0;owned\x07\x9b31m'
