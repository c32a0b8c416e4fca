// The processes of ours that `npm start` runs, each with the way to tell that it is ready.
import { join } from 'node:path'
import { nextProgram, webEnvironment, webFolder } from './build-steps.mjs'
import { engineFolder } from './home-folder.mjs'
import { home, root } from './places.mjs'
import { isReadyLine, probeHttp, probePort } from './probes.mjs'
import { createService } from './service.mjs'

const apiBin = (name) => join(root, 'apps/api/dist/bin', `${name}.js`)

export const engineService = ({ port, region, onGiveUp }) =>
  createService({
    name: 'stepfunctions-local',
    args: [
      join(root, 'packages/stepfunctions-local/bin/stepfunctions-local.mjs'),
      ...['--port', String(port)],
      ...['--region', region],
      ...['--handlers', join(root, 'examples/handlers.mjs')],
      ...['--data-dir', engineFolder],
    ],
    env: {
      ...process.env,
      COUNTERSIGN_HOME: home,
      AWS_REGION: region,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    probe: () => probePort(port),
    onGiveUp,
  })

export const apiService = ({ env, onGiveUp }) =>
  createService({ name: 'api', args: [apiBin('api')], env, isReadyLine, onGiveUp })

export const workerService = ({ env, onGiveUp }) =>
  createService({ name: 'worker', args: [apiBin('worker')], env: { ...env, API_PORT: '0' }, isReadyLine, onGiveUp })

export const webService = ({ port, dev, onGiveUp }) =>
  createService({
    name: 'web',
    args: [nextProgram(), dev ? 'dev' : 'start', '--hostname', '127.0.0.1', '--port', String(port)],
    cwd: webFolder,
    env: { ...process.env, ...webEnvironment, NODE_ENV: dev ? 'development' : 'production' },
    probe: () => probeHttp(`http://127.0.0.1:${port}/sign-in`),
    onGiveUp,
  })
