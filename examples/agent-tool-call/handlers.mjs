import { once } from '../ledger.mjs'

const callTool = ({ callId, tool, arguments: toolArguments }) =>
  once(`agent/${callId}/call`, () => ({ tool, arguments: toolArguments, reference: `tool_${callId}` }))

const handOver = ({ callId, because }) =>
  once(`agent/${callId}/hand-over`, () => ({ queue: 'support-level-2', because }))

export const handlers = { 'agent-call-tool': callTool, 'agent-hand-over': handOver }
