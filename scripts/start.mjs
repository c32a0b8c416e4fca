// npm start: everything on this machine, one URL at the end. --reset forgets all data first.
import './lib/node-version.mjs'
import { runUntilStopped } from './lib/run-until-stopped.mjs'

await runUntilStopped({ dev: false })
