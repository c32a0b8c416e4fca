import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Metrics } from '../../ports/metrics.ts'
import { observeBacklog } from './backlog-gauges.ts'

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** One registry per process; two in one test do not meet. */
export function createPrometheusMetrics(role: 'api' | 'worker'): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ role })
  collectDefaultMetrics({ register: registry })
  const registers = [registry]

  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]) =>
    new Counter({ name: `countersign_${name}`, help, labelNames, registers })
  const gauge = (name: string, help: string) => new Gauge({ name: `countersign_${name}`, help, registers })
  const histogram = <T extends string>(name: string, help: string, labelNames: readonly T[]) =>
    new Histogram({ name: `countersign_${name}`, help, labelNames, buckets: SECONDS, registers })

  const registrations = counter('registrations_total', 'Registrations by what they made', ['result'])
  const votes = counter('votes_total', 'Votes by channel', ['via', 'result'])
  const decisions = counter('decisions_total', 'Decisions by outcome kind and channel', ['kind', 'via'])
  const closings = counter('approvals_closed_total', 'Approvals that ended without a decision', ['reason'])
  const requests = histogram('http_request_seconds', 'HTTP requests', ['method', 'route', 'status'])
  const clients = gauge('event_clients', 'Open event streams')
  const received = counter('callbacks_received_total', 'Signed callbacks from outside, by what became of them', [
    'kind',
    'result',
  ])
  const callbacks = counter('callbacks_total', 'Callbacks by the status they reached', ['status'])
  const calls = histogram('workflow_call_seconds', 'Calls to Step Functions', ['api', 'outcome'])
  const lag = histogram('delivery_lag_seconds', 'From the commit of a decision to its acceptance', [])
  const beats = gauge('heartbeats_scheduled', 'Tokens this process keeps alive')
  const beatLag = histogram('heartbeat_lag_seconds', 'How late heartbeats are sent', [])
  const webhooks = histogram('webhook_seconds', 'Tries of webhooks, by what became of the event', ['result'])
  const dropped = counter('webhooks_dropped_total', 'Forwards overtaken before they were sent', [])
  const slack = histogram('slack_call_seconds', 'Calls to Slack', ['method', 'result'])
  const mails = counter('mails_total', 'Mails by what the server said', ['result'])
  const auditHalted = gauge('audit_halted', '1: the audit log is not what was signed, and nothing more is signed')
  const auditUnsigned = gauge('audit_unsigned_seconds', 'Age of the oldest entry under no checkpoint')
  const auditUnanchored = gauge('audit_unanchored_checkpoints', 'Checkpoints the anchor does not hold')
  const auditGuards = gauge('audit_guard_faults', 'What no longer guards the audit log')
  const auditAnchorings = counter('audit_anchorings_total', 'Checkpoints brought to the anchor', ['result'])
  const jobs = counter('jobs_total', 'Runs of jobs', ['job', 'result'])
  const shards = gauge('heartbeat_shards_owned', 'Heartbeat shards this process leases')

  return {
    approvalRegistered: (result) => registrations.inc({ result }),
    voteCast: (via, result) => votes.inc({ via, result }),
    decisionMade: (kind, via) => decisions.inc({ kind, via }),
    approvalClosed: (reason) => closings.inc({ reason }),
    requestServed: ({ method, route, status, seconds }) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    eventClients: (count) => clients.set(count),
    callbackReceived: (kind, result) => received.inc({ kind, result }),
    callbackMoved: (status) => callbacks.inc({ status }),
    workflowCall: (api, outcome, seconds) => calls.observe({ api, outcome }, seconds),
    deliveryLag: (seconds) => lag.observe(seconds),
    heartbeatsScheduled: (count) => beats.set(count),
    heartbeatLag: (seconds) => beatLag.observe(seconds),
    heartbeatShardsOwned: (count) => shards.set(count),
    webhookTried: (result, seconds) => webhooks.observe({ result }, seconds),
    webhookDropped: () => dropped.inc(),
    slackCalled: (method, result, seconds) => slack.observe({ method, result }, seconds),
    mailTried: (result) => mails.inc({ result }),
    auditWatched({ halted, unsignedSeconds, unanchored, guardFaults }) {
      auditHalted.set(halted ? 1 : 0)
      auditUnsigned.set(unsignedSeconds)
      auditUnanchored.set(unanchored)
      auditGuards.set(guardFaults)
    },
    auditAnchored: (result) => auditAnchorings.inc({ result }),
    jobRan: (job, result) => jobs.inc({ job, result }),
    observeBacklog: (read) => observeBacklog(registers, read),
    observePool: (read) => {
      new Gauge({
        name: 'countersign_database_connections',
        help: 'Connections of the database pool',
        labelNames: ['state'],
        registers,
        collect() {
          for (const [state, count] of Object.entries(read())) this.set({ state }, count)
        },
      })
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}
