// npm run dev: as npm start, but the web app reloads in the browser and api and worker restart when their code changes.
import './lib/node-version.mjs'
import { runUntilStopped } from './lib/run-until-stopped.mjs'

await runUntilStopped({ dev: true })
