declare module 'dynalite' {
  import type { Server } from 'node:http'

  interface Options {
    /** Folder of the data; in memory without one. */
    path?: string
    /** How long a new table stays CREATING. */
    createTableMs?: number
  }
  export default function dynalite(options?: Options): Server
}
