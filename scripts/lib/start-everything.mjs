// The whole of Countersign on one machine, in the order in which its parts need each other.
import { startFrontDoor } from '../front-door.mjs'
import { choosePorts } from './addresses.mjs'
import { readConnections, serviceEnvironment } from './connections.mjs'
import { createTokenTable, migrate, openPostgres } from './databases.mjs'
import { startEmbeddedDynamodb } from './embedded-dynamodb.mjs'
import { dynamodbFolder, prepareHome, readDemoFile, readSecrets, writeDemoFile, writeState } from './home-folder.mjs'
import { tokenTable } from './places.mjs'
import { step } from './progress.mjs'
import { seedDemo } from './seed.mjs'
import { apiService, engineService, webService, workerService } from './services.mjs'
import { startDemoWorkflows } from './start-demo-workflows.mjs'

/**
 * @param {{ dev?: boolean, onGiveUp: (name: string) => void }} options
 * @returns {Promise<{ webUrl: string, restartApi(): Promise<void>, stop(): Promise<void> }>}
 */
export async function startEverything({ dev = false, onGiveUp }) {
  prepareHome()
  const connections = readConnections()
  const secrets = readSecrets()

  // What is stopped together; later groups first.
  const groups = []
  let stopping = false
  const stop = async () => {
    stopping = true
    for (const group of groups.reverse()) await Promise.allSettled(group.map((part) => part.stop()))
    writeState({ running: undefined })
  }
  try {
    return { ...(await start()), stop }
  } catch (error) {
    await stop()
    throw error
  }

  async function start() {
    const { postgres, dynamodbEndpoint } = await startStores()
    const stores = { database: postgres.databaseUrl, dynamodb: dynamodbEndpoint }
    const apiKey = await prepareData(postgres, stores)
    const ports = await choosePorts()
    for (const remark of ports.remarks) console.log(`  · ${remark}`)
    const publicUrl = process.env.PUBLIC_URL || `http://127.0.0.1:${ports.door}`
    const stepFunctions = connections.embedEngine
      ? `http://127.0.0.1:${ports.stepFunctions}`
      : process.env.AWS_ENDPOINT_URL_SFN
    const addresses = { ...stores, stepFunctions, apiPort: ports.api, publicUrl }
    writeDemoFile({
      webUrl: publicUrl,
      apiUrl: `http://127.0.0.1:${ports.api}`,
      stepFunctionsEndpoint: stepFunctions,
      dynamodbEndpoint: stores.dynamodb,
      databaseUrl: stores.database,
      apiKey,
    })
    const env = serviceEnvironment({ connections, secrets, addresses })
    const restartApi = await startProcesses(env, ports, publicUrl)
    writeState({ running: { pid: process.pid, webUrl: publicUrl } })
    if (connections.embedEngine && apiKey) await startDemoWorkflows(env)
    return { webUrl: publicUrl, restartApi, signIn: connections.authMode === 'demo' }
  }

  async function startStores() {
    let postgres
    let dynamodbEndpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB
    if (connections.embedPostgres) await step('PostgreSQL', openDatabase)
    else await openDatabase()
    if (connections.embedDynamodb) {
      await step('DynamoDB (local)', async () => {
        const dynamodb = await startEmbeddedDynamodb({ port: 8000, dataFolder: dynamodbFolder })
        groups[0].push(dynamodb)
        dynamodbEndpoint = dynamodb.endpoint
      })
    }
    return { postgres, dynamodbEndpoint }

    async function openDatabase() {
      postgres = await openPostgres({ connections, secrets })
      groups.push([postgres])
      postgres.exited.then(() => {
        if (!stopping) onGiveUp('PostgreSQL')
      })
    }
  }

  async function prepareData(postgres, stores) {
    await step('migrations', () => migrate(postgres))
    if (connections.tokenVault === 'dynamodb') {
      const { region, realAws } = connections
      const local = !realAws && !process.env.AWS_ACCESS_KEY_ID
      await step('token table', () => createTokenTable({ endpoint: stores.dynamodb, region, table: tokenTable, local }))
    }
    if (connections.authMode !== 'demo') return readDemoFile()?.apiKey
    let apiKey
    await step('demo people', async () => {
      const { hostname, port, pathname } = new URL(postgres.databaseUrl)
      const database = connections.embedPostgres ? 'embedded' : `${hostname}:${port}${pathname}`
      const env = serviceEnvironment({ connections, secrets, addresses: stores })
      const seeded = await seedDemo({ database, ownerUrl: postgres.ownerUrl, env })
      apiKey = seeded.apiKey
      return seeded.changed ? undefined : 'unchanged'
    })
    return apiKey
  }

  async function startProcesses(env, ports, publicUrl) {
    const engines = []
    const services = []
    const doors = []
    groups.push(engines, services, doors)
    const target = (port) => ({ host: '127.0.0.1', port })
    // First of all, so that its address is ours; it says what is not up yet.
    doors.push(await startFrontDoor({ port: ports.door, publicUrl, api: target(ports.api), web: target(ports.web) }))
    const run = (group, service) => {
      group.push(service)
      return step(service.name, service.start)
    }
    const api = apiService({ env, onGiveUp })
    const worker = workerService({ env, onGiveUp })
    const web = webService({ port: ports.web, dev, onGiveUp })
    const engine = connections.embedEngine
      ? run(engines, engineService({ port: ports.stepFunctions, region: connections.region, onGiveUp }))
      : undefined
    await allOrFirstError([engine, run(services, api), run(services, worker), run(services, web)])
    return async () => {
      await Promise.all([api.restart(), worker.restart()])
    }
  }
}

/** Waits for all even when one fails, so that nothing is still starting while the rest is being stopped. */
async function allOrFirstError(promises) {
  const failed = (await Promise.allSettled(promises)).find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
}
