import type { Backend } from './api/operation.ts'
import { type Controls, createControls } from './controls/controls.ts'
import { createCounters } from './controls/counters.ts'
import { createFaults } from './controls/faults.ts'
import { createQuotas } from './controls/quotas.ts'
import { createActivities } from './engine/activities.ts'
import { createClock } from './engine/clock.ts'
import { createExecutions } from './engine/executions.ts'
import { createMachines } from './engine/machines.ts'
import type { Runtime } from './engine/step.ts'
import { createTokens } from './engine/tokens.ts'
import { answerCall } from './http/answer-call.ts'
import { answerControl, controlPrefix } from './http/answer-control.ts'
import { listen } from './http/listen.ts'
import { createChildExecutions } from './integrations/child-executions.ts'
import { createIntegrations } from './integrations/create-integrations.ts'
import { loadMachines } from './load-machines.ts'
import type { StepFunctionsLocalOptions } from './options.ts'
import { openDataFolder } from './persistence/data-folder.ts'
import { forgetfulFolder } from './persistence/forgetful-folder.ts'

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
  const data = options.dataDir === undefined ? forgetfulFolder() : openDataFolder(options.dataDir)
  const clock = createClock(heldAt(options.clock))
  const tokens = createTokens(data.secret)
  const runtime: Runtime = {
    clock,
    tokens,
    settings: { region, account },
    integrations: createIntegrations({
      handlers: options.handlers ?? {},
      endpoints: options.endpoints ?? {},
      region,
      children: createChildExecutions(() => backend),
    }),
    activities: createActivities(data.record, data.resources.activities),
    children: {
      find: (arn) => backend.executions.find(arn),
      begin: (machine, begin) => backend.executions.begin(machine, begin),
      stop: (execution, reason) => backend.executions.stop(execution, reason),
      redrive: (execution, clientToken) => backend.executions.redrive(execution, clientToken),
    },
  }
  const backend: Backend = {
    runtime,
    machines: createMachines(data.record, data.resources.machines),
    executions: createExecutions({ runtime, openJournal: data.openJournal }),
  }
  const faults = createFaults()
  const quotas = createQuotas(region, clock.now)
  const counters = createCounters()
  if (options.quotas) quotas.enable()
  const controls = createControls({ faults, quotas, counters, clock, tokens })

  const stop = () => {
    // In this order: what ending the executions does is not part of their history.
    data.close()
    clock.close()
    for (const execution of backend.executions.list()) execution.life.end()
  }
  try {
    if (options.machines !== undefined) await loadMachines(backend, options.machines)
    // Deadlines that passed while nobody was here take effect before the first call is heard.
    for (const execution of data.executions) backend.executions.restore(execution)
    await clock.catchUp()
    const http = await listen({ host, port }, (request, response) =>
      request.url?.startsWith(controlPrefix)
        ? answerControl(controls, request, response)
        : answerCall({ backend, faults, quotas, counters }, request, response),
    )
    const close = async () => {
      await http.close()
      stop()
    }
    return { endpoint: http.url, controls, close }
  } catch (error) {
    stop()
    throw error
  }
}

function heldAt(clock: StepFunctionsLocalOptions['clock']): number | undefined {
  if (clock === undefined || clock === 'system') return undefined
  return clock === 'manual' ? Date.now() : clock.heldAt
}
