import { checkpointPage, checkpointView, entryParams, entryProofView } from '@countersign/shared/audit'
import { apiPath } from '@countersign/shared/paths'
import { auditQuery } from '@countersign/shared/requests'
import type { Checkpoint } from '../../../ports/audit/audit-tree.ts'
import { readCheckpoints } from '../../../use-cases/audit/read-checkpoints.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { nextPage } from '../../present/next-page.ts'
import { toProblem } from '../../to-problem.ts'

type Deps = Parameters<typeof readCheckpoints>[0]

const access = { scope: 'audit:read' } as const
const present = (checkpoint: Checkpoint) => ({ ...checkpoint, at: checkpoint.at.toISOString() })

export const checkpointRoutes = (deps: Deps): readonly Route[] => [
  defineRoute({
    path: 'auditCheckpoints',
    method: 'get',
    operationId: 'listCheckpoints',
    tag: 'Audit',
    summary: 'The signed checkpoints of the log',
    description: 'Newest first.',
    access,
    query: auditQuery,
    responses: { 200: { description: 'One page', schema: checkpointPage } },
    problems: ['not-permitted'],
    handle: async (request) => {
      const { cursor, limit } = request.query
      const result = await readCheckpoints(deps, principalOf(request)).page(cursor, limit)
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const { items, nextCursor } = result.value
      return ok(
        { items: items.map(present), nextCursor },
        nextPage(apiPath('auditCheckpoints'), request.query, nextCursor),
      )
    },
  }),
  defineRoute({
    path: 'auditCheckpoint',
    method: 'get',
    operationId: 'readLatestCheckpoint',
    tag: 'Audit',
    summary: 'The newest signed checkpoint',
    access,
    responses: { 200: { description: 'The checkpoint', schema: checkpointView } },
    problems: ['not-permitted', 'not-found'],
    handle: async (request) => {
      const result = await readCheckpoints(deps, principalOf(request)).latest()
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok(present(result.value))
    },
  }),
  defineRoute({
    path: 'auditProof',
    method: 'get',
    operationId: 'proveEntry',
    tag: 'Audit',
    summary: 'That an entry is in the log',
    description: 'Against the newest checkpoint; an entry of the last minute may not be in one yet.',
    access,
    params: entryParams,
    responses: { 200: { description: 'The entry and its proof', schema: entryProofView } },
    problems: ['not-permitted'],
    handle: async (request) => {
      const result = await readCheckpoints(deps, principalOf(request)).proof(request.params.seq)
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok(result.value)
    },
  }),
]
