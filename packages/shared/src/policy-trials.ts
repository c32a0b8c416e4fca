import { z } from 'zod'
import { approvalId, teamId, userId } from './ids.ts'
import { policyText } from './policies.ts'
import { demands, KEPT_OUT, policyName } from './policy-document.ts'
import { approvalRequest } from './registration.ts'
import { APPROVAL_STATUSES, OUTCOME_KINDS, RISKS, VIAS } from './statuses.ts'
import { text } from './text.ts'

/**
 * Policies tried out: one made-up case (simulation), or the cases of the past (backtest). Nothing is written by either.
 */

/** A stored version, or one that nobody has saved yet. */
const tried = z
  .union([
    z.strictObject({ name: policyName, version: z.int().min(1).optional().describe('Left out: the current one') }),
    policyText,
  ])
  .meta({ id: 'TriedPolicy' })
export type TriedPolicy = z.output<typeof tried>

const afterSeconds = z.int().min(0).max(31_622_400)

/** A vote as it would be cast. Whoever casts it has opened the evidence and signed in just before. */
const trialVote = z.strictObject({
  by: userId,
  outcome: text(40).min(1),
  onBehalfOf: userId.optional(),
  reason: text(60).min(1).optional(),
  comment: text(4_000).optional(),
  via: z.enum(VIAS).extract(['web', 'api', 'slack']).default('web'),
  afterSeconds: afterSeconds.default(0).describe('Since the registration; what is due by then comes before'),
})

export const simulationRequest = z
  .strictObject({
    policy: tried,
    case: approvalRequest.describe('As the workflow would register it; the team is needed'),
    source: z
      .strictObject({
        executionArn: z
          .string()
          .max(512)
          .regex(/^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:execution:[^\s]+$/, 'expected an execution ARN'),
        state: text(80).min(1).default('Review'),
      })
      .optional()
      .describe('Left out: some execution of some state machine'),
    registeredByKey: z.string().max(40).optional().describe('The id of the API key that would register it'),
    votes: z.array(trialVote).max(50).default([]),
    escalated: z.array(z.string().max(40)).max(8).default([]).describe('Stages whose escalation has come due already'),
    at: z.iso.datetime({ offset: true }).optional().describe('When it is registered. Left out: now'),
  })
  .meta({ id: 'SimulationRequest' })
export type SimulationRequest = z.output<typeof simulationRequest>

const person = z.strictObject({ id: z.string(), name: z.string() })
const instant = z.iso.datetime()

const simulatedStage = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    because: z.string().nullable().describe('Why it applies; null: always'),
    needed: z.string().describe('What it asks for, as a sentence'),
    rejectVotes: z.int(),
    may: z.array(person.extend({ onBehalfOf: person.nullable() })).describe('Who may vote in it'),
    systems: z.array(z.string()).describe('Outside systems that may'),
    barred: z.array(person.extend({ part: z.enum(KEPT_OUT).nullable(), rule: z.string(), sentence: z.string() })),
    enough: z.boolean().describe('Those who may can give the votes it asks for'),
    escalation: z
      .strictObject({ afterSeconds: z.int(), at: instant.nullable(), to: z.string() })
      .nullable()
      .describe('`at` where the stage has begun'),
    remindAt: z.array(instant),
  })
  .meta({ id: 'SimulatedStage' })

const standing = z.strictObject({
  stage: z.string(),
  given: z.int(),
  needed: z.int(),
  asked: z.array(z.string()),
})

const step = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('vote'),
    at: instant,
    by: person,
    onBehalfOf: person.nullable(),
    outcome: z.string(),
    result: z.enum(['counted', 'decided', 'refused']),
    /** refused: the problem code and the rule. */
    code: z.string().nullable(),
    rule: z.string().nullable(),
    stage: z.string().nullable(),
    sentence: z.string(),
    standing: standing.nullable(),
  }),
  z.strictObject({
    kind: z.literal('escalated'),
    at: instant,
    stage: z.string(),
    sentence: z.string(),
    standing: standing.nullable(),
  }),
  z.strictObject({ kind: z.literal('ruled'), at: instant, rule: z.string(), sentence: z.string() }),
  z.strictObject({ kind: z.literal('expired'), at: instant, sentence: z.string() }),
])

export const simulation = z
  .strictObject({
    policy: z.strictObject({ name: z.string().nullable(), version: z.int().nullable() }),
    risk: z.enum(RISKS),
    outcomes: z.array(z.strictObject({ id: z.string(), label: z.string(), kind: z.enum(OUTCOME_KINDS) })),
    stages: z.array(simulatedStage),
    skipped: z.array(z.strictObject({ id: z.string(), name: z.string(), sentence: z.string() })),
    checks: z.array(
      z.strictObject({ label: z.string(), result: z.enum(['pass', 'warn', 'unknown']), sentence: z.string() }),
    ),
    demands,
    deadline: z.strictObject({ at: instant, because: z.string(), afterwards: z.string() }).nullable(),
    steps: z.array(step),
    standing: standing.nullable().describe('null: decided or expired'),
    decision: z
      .strictObject({
        outcome: z.string(),
        label: z.string(),
        kind: z.enum(OUTCOME_KINDS),
        error: z.string().nullable(),
        by: z.array(z.string()),
      })
      .nullable(),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'Simulation' })
export type Simulation = z.output<typeof simulation>
export type SimulatedStage = Simulation['stages'][number]
export type SimulatedStep = Simulation['steps'][number]

export const backtestRequest = z
  .strictObject({
    policy: tried,
    over: z
      .strictObject({
        policy: policyName.optional().describe('Left out: whatever policy they had'),
        team: teamId.optional(),
        days: z.int().min(1).max(90).default(30),
        limit: z.int().min(1).max(500).default(200).describe('The newest so many'),
      })
      .prefault({}),
  })
  .meta({ id: 'BacktestRequest' })
export type BacktestRequest = z.output<typeof backtestRequest>

export const BACKTEST_KINDS = ['unchanged', 'otherwise', 'by-rule', 'undecided'] as const

export const backtestItem = z.strictObject({
  approvalId,
  title: z.string(),
  team: z.string(),
  status: z.enum(APPROVAL_STATUSES),
  decidedAt: instant,
  was: z.string().describe('What was decided'),
  kind: z.enum(BACKTEST_KINDS),
  would: z.string().nullable().describe('What would have been; null: nothing'),
  sentence: z.string(),
})

export const backtest = z
  .strictObject({
    considered: z.int(),
    complete: z.boolean().describe('false: there are more, or the time was over'),
    counts: z.strictObject({
      unchanged: z.int(),
      otherwise: z.int().describe('Decided, and otherwise'),
      'by-rule': z.int().describe('Decided by a rule of the policy, where people had decided'),
      undecided: z.int().describe('Not decided by the votes that were cast'),
    }),
    items: z.array(backtestItem).describe('What is not unchanged, newest first'),
    notes: z.array(z.string()),
  })
  .meta({ id: 'Backtest' })
export type Backtest = z.output<typeof backtest>
export type BacktestItem = Backtest['items'][number]
