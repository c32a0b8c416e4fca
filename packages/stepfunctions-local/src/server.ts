import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Backend } from './api/operation.ts'
import { type Controls, createControls } from './controls/controls.ts'
import { createCounters } from './controls/counters.ts'
import { createFaults } from './controls/faults.ts'
import { createQuotas } from './controls/quotas.ts'
import { createActivities } from './engine/activities.ts'
import { createClock } from './engine/clock.ts'
import { createExecutions } from './engine/executions.ts'
import { forgetfulJournal } from './engine/journal.ts'
import { createMachines } from './engine/machines.ts'
import type { Runtime } from './engine/step.ts'
import { createTokens } from './engine/tokens.ts'
import { answerCall } from './http/answer-call.ts'
import { answerControl, controlPrefix } from './http/answer-control.ts'
import { createChildExecutions } from './integrations/child-executions.ts'
import { createIntegrations } from './integrations/create-integrations.ts'
import type { StepFunctionsLocalOptions } from './options.ts'

export type { Controls } from './controls/controls.ts'
export type { Handler, HandlerContext, Handlers } from './integrations/handler.ts'
export type { StepFunctionsLocalOptions } from './options.ts'

export interface StepFunctionsLocal {
  /** Such as `http://127.0.0.1:8083`: the `endpoint` of an SFNClient. */
  readonly endpoint: string
  readonly controls: Controls
  /** Stops listening and waiting; with a data folder, everything goes on at the next start. */
  close(): Promise<void>
}

/** Starts an endpoint that speaks the protocol of AWS Step Functions. */
export async function startStepFunctionsLocal(options: StepFunctionsLocalOptions = {}): Promise<StepFunctionsLocal> {
  const { region = 'us-east-1', account = '123456789012', host = '127.0.0.1', port = 0 } = options
  const clock = createClock(options.clock ?? 'system')
  const tokens = createTokens(randomBytes(32))
  const faults = createFaults()
  const quotas = createQuotas(region, clock.now)
  const counters = createCounters()
  if (options.quotas) quotas.enable()
  const children = createChildExecutions(() => backend)
  const integrations = createIntegrations({
    handlers: options.handlers ?? {},
    endpoints: options.endpoints ?? {},
    region,
    children,
  })
  const runtime: Runtime = {
    clock,
    tokens,
    settings: { region, account },
    integrations,
    activities: createActivities(),
  }
  const executions = createExecutions({ runtime, openJournal: () => forgetfulJournal })
  const backend: Backend = { runtime, machines: createMachines(), executions }

  const controls = createControls({ faults, quotas, counters, clock, tokens })
  const server = createServer((request, response) => {
    const answered = request.url?.startsWith(controlPrefix)
      ? answerControl(controls, request, response)
      : answerCall({ backend, faults, quotas, counters }, request, response)
    answered.catch(() => request.socket.destroy())
  })
  // A worker's long poll lasts 60 s and may follow another on the same connection.
  server.keepAliveTimeout = 75_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo

  return {
    endpoint: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    controls,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      clock.close()
      for (const execution of executions.list()) execution.life.end()
      await closed
    },
  }
}
