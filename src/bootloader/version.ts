/** The version that --version prints and that HTTP servers see. */

import manifest from '../../package.json' with { type: 'json' }

export const VERSION: string = manifest.version
