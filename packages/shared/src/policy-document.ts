import { z } from 'zod'
import { errorName, outcome } from './case.ts'
import { integrationId, teamId, userId } from './ids.ts'
import { RISKS } from './statuses.ts'
import { line, text } from './text.ts'

/**
 * A policy: who decides, in which order, how many, what is forbidden and when. A named, versioned document; an approval
 * pins the version it was opened with. Every member has a default, and `{}` is the plain policy: one vote of the team
 * that was asked, never by whoever asked.
 */

export const policyName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected a name such as "refunds": small letters, digits and hyphens')
  .brand<'policy'>()
export type PolicyName = z.output<typeof policyName>

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected an id such as "finance-lead"')
/** Longer than a year no task waits. */
const seconds = z.int().min(1).max(31_622_400)

const MAX_STAGES = 8
export const MAX_SEATS = 12
export const MAX_VOTES = 10
export const MAX_NESTING = 3

/** A CEL expression that gives true or false, about the case as it was registered. */
export const condition = text(1_000)
  .min(1)
  .describe('CEL, gives true or false: payload.amount > 1000.0 && risk == "high"')

/** People, teams and outside systems; anybody in it may answer. */
export const audience = z
  .strictObject({
    teams: z.array(teamId).max(20).default([]),
    people: z.array(userId).max(50).default([]),
    integrations: z.array(integrationId).max(20).default([]),
  })
  .refine((value) => value.teams.length + value.people.length + value.integrations.length > 0, 'names nobody')
  .meta({ id: 'Audience' })

/** How many votes of whom, nested: any of, all of, or at least n of. One person fills one seat. */
export type PolicyRule =
  | { votes: number; from?: z.output<typeof audience> | undefined }
  | { any: PolicyRule[] }
  | { all: PolicyRule[] }
  | { atLeast: number; of: PolicyRule[] }

const votes = z.strictObject({
  votes: z.int().min(1).max(MAX_VOTES),
  from: audience.optional().describe('Left out: the team that was asked'),
})
const parts = z.lazy(() => z.array(policyRule).min(1).max(MAX_SEATS))
export const policyRule: z.ZodType<PolicyRule> = z
  .union([
    votes,
    z.strictObject({ any: parts }),
    z.strictObject({ all: parts }),
    z.strictObject({ atLeast: z.int().min(1).max(MAX_SEATS), of: parts }),
  ])
  .meta({ id: 'PolicyRule', description: 'votes of an audience; any, all or atLeast of several rules' })

export const stage = z
  .strictObject({
    id,
    name: line(60),
    when: condition.optional().describe('Left out: always. A condition that cannot be evaluated counts as true'),
    require: policyRule,
    reject: z
      .strictObject({ votes: z.int().min(1).max(MAX_VOTES) })
      .default({ votes: 1 })
      .describe('How many votes for a failure outcome end it'),
    escalate: z
      .strictObject({ afterSeconds: seconds, to: audience })
      .optional()
      .describe('Who may answer too after so long in this stage, or at once when nobody is left who may'),
  })
  .meta({ id: 'PolicyStage' })

/** What somebody who votes on a case of this risk has to bring. */
export const demands = z
  .strictObject({
    comment: z.enum(['never', 'on-failure', 'always']).default('never'),
    reason: z.boolean().default(false).describe('A failure outcome with typed reasons needs one of them'),
    evidence: z.boolean().default(false).describe('Every piece of evidence has been opened by the voter'),
    reveal: z
      .boolean()
      .optional()
      .describe('Every sensitive value has been revealed by the voter. Left out: as evidence says'),
    signedInWithinMinutes: z.int().min(1).max(1_440).nullable().default(null),
    bulk: z.boolean().default(true).describe('May be decided together with others'),
    chat: z.boolean().default(true).describe('May be decided in Slack'),
  })
  .meta({ id: 'PolicyDemands' })
export const PLAIN_DEMANDS = demands.parse({})
/** 03 §2.1.3: what is high is decided one at a time, where all of it can be seen. */
export const HIGH_DEMANDS = demands.parse({ reveal: true, bulk: false, chat: false })
/** Where documents have to be opened, values are not signed unseen either. */
export const wantsReveal = ({ reveal, evidence }: Demands): boolean => reveal ?? evidence

/** Whose part in bringing the case about keeps them from deciding it; whoever acts for them is kept from it too. */
export const EXCLUDED_PARTS = ['requester', 'starter', 'submitter', 'key-owner', 'author'] as const
/** Whoever moved the approval to another version is kept out as well, whatever that version says. */
export const KEPT_OUT = [...EXCLUDED_PARTS, 'mover'] as const
export type KeptOut = (typeof KEPT_OUT)[number]

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 09:00')
export const calendar = z
  .strictObject({
    timeZone: z.string().refine(isTimeZone, 'is no time zone such as "Europe/Oslo"'),
    days: z.array(z.int().min(1).max(7)).min(1).max(7).default([1, 2, 3, 4, 5]).describe('1 is Monday'),
    from: clock.default('09:00'),
    to: clock.default('17:00'),
    holidays: z.array(z.iso.date()).max(400).default([]),
  })
  .refine((value) => value.from < value.to, 'ends before it begins')
  .meta({ id: 'Calendar', description: 'Business hours: for reminders and escalation, never for the deadline' })

export const expiry = z
  .strictObject({
    afterSeconds: seconds,
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('time-out') }).describe('Nothing is answered; the task times out by itself'),
      z.strictObject({ kind: z.literal('fail'), error: errorName.default('Countersign.Expired') }),
      z.strictObject({ kind: z.literal('succeed'), outcome: text(40).min(1) }).describe('Never by default'),
    ]),
  })
  .meta({ id: 'PolicyExpiry' })

const policyCheck = z
  .strictObject({ label: line(90), pass: condition })
  .meta({ id: 'PolicyCheck', description: 'Shown to the reviewer: ✓ when it passes, ⚠ when it does not' })

const policyDecisionRule = z
  .strictObject({ id, name: line(90), when: condition, decide: text(40).min(1).describe('The outcome') })
  .meta({ id: 'PolicyDecisionRule' })

export const policyDocument = z
  .strictObject({
    description: text(500).optional(),
    stages: z
      .array(stage)
      .min(1)
      .max(MAX_STAGES)
      .default([{ id: 'decision', name: 'Decision', require: { votes: 1 }, reject: { votes: 1 } }]),
    exclude: z.array(z.enum(EXCLUDED_PARTS)).default([...EXCLUDED_PARTS]),
    outcomes: z.array(outcome).min(1).max(10).optional().describe('The only outcomes that may be asked for'),
    minimumRisk: z.enum(RISKS).default('low'),
    demands: z
      .strictObject({
        low: demands.default(PLAIN_DEMANDS),
        medium: demands.default(PLAIN_DEMANDS),
        high: demands.default(HIGH_DEMANDS),
      })
      .default({ low: PLAIN_DEMANDS, medium: PLAIN_DEMANDS, high: HIGH_DEMANDS }),
    rules: z.array(policyDecisionRule).max(20).default([]).describe('The first that applies decides, without people'),
    checks: z.array(policyCheck).max(20).default([]),
    remindAfterSeconds: z.array(seconds).max(5).default([]),
    calendar: calendar.optional(),
    expires: expiry.optional(),
    undoMaxSeconds: z.int().min(0).max(300).optional(),
    newAttempt: z
      .enum(['ask-again', 'keep-if-unchanged'])
      .default('ask-again')
      .describe('What happens to votes when the task is retried'),
    handOverTo: z.array(teamId).max(20).default([]).describe('Teams that an approval may be handed over to'),
  })
  .superRefine((value, context) => {
    const issue = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    refuseDoubles(value.stages, 'stages', issue)
    refuseDoubles(value.rules, 'rules', issue)
    value.stages.forEach((each, index) => {
      const fault = faultOf(each.require)
      if (fault) issue(['stages', index, 'require'], fault)
    })
    if (value.stages.every((each) => each.when !== undefined))
      issue(['stages'], 'every stage has a condition; one has to apply always, or a case could go unseen')
    const outcomes = value.outcomes
    if (!outcomes) return
    if (new Set(outcomes.map((each) => each.id)).size !== outcomes.length) issue(['outcomes'], 'ids must be distinct')
    value.rules.forEach(({ decide }, index) => {
      if (!outcomes.some((each) => each.id === decide)) issue(['rules', index, 'decide'], 'is none of the outcomes')
    })
    const answer = value.expires?.answer
    if (answer?.kind === 'succeed' && !outcomes.some((each) => each.kind === 'success' && each.id === answer.outcome))
      issue(['expires', 'answer', 'outcome'], 'is none of the success outcomes')
  })
  .meta({ id: 'PolicyDocument' })

type Issue = (path: (string | number)[], message: string) => void

function refuseDoubles(items: readonly { readonly id: string }[], path: string, issue: Issue): void {
  items.forEach((item, index) => {
    if (items.findIndex((each) => each.id === item.id) !== index) issue([path, index, 'id'], 'is used twice')
  })
}

/** Satisfiable and small: every way of filling the seats is looked at when a vote is counted. */
function faultOf(rule: PolicyRule, depth = 1): string | undefined {
  if (depth > MAX_NESTING) return `is nested deeper than ${MAX_NESTING} levels`
  if (depth === 1 && seatsIn(rule) > MAX_SEATS) return `has more than ${MAX_SEATS} groups of voters`
  if (depth === 1 && waysOf(rule) > MAX_WAYS) return 'can be filled in too many ways; make several stages of it'
  if ('votes' in rule) return undefined
  const of = partsOf(rule)
  if ('atLeast' in rule && rule.atLeast > of.length) return `asks for ${rule.atLeast} of ${of.length}`
  return of.map((part) => faultOf(part, depth + 1)).find(Boolean)
}

export const partsOf = (rule: Exclude<PolicyRule, { votes: number }>): readonly PolicyRule[] =>
  'any' in rule ? rule.any : 'all' in rule ? rule.all : rule.of

const seatsIn = (rule: PolicyRule): number =>
  'votes' in rule ? 1 : partsOf(rule).reduce((sum, part) => sum + seatsIn(part), 0)

const MAX_WAYS = 500

/** In how many ways parts can be chosen that together suffice. */
function waysOf(rule: PolicyRule): number {
  if ('votes' in rule) return 1
  const of = partsOf(rule).map(waysOf)
  const needed = 'any' in rule ? 1 : 'all' in rule ? of.length : rule.atLeast
  const choices = of.reduce(
    (sums, ways) => sums.map((sum, taken) => sum + (taken > 0 ? (sums[taken - 1] ?? 0) * ways : 0)),
    [1, ...Array.from({ length: of.length }, () => 0)],
  )
  return choices[needed] ?? 0
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

export type PolicyDocument = z.output<typeof policyDocument>
export type PolicyStage = z.output<typeof stage>
export type Audience = z.output<typeof audience>
export type Demands = z.output<typeof demands>
export type Calendar = z.output<typeof calendar>
export type PolicyExpiry = z.output<typeof expiry>

/** The plain policy: what `{}` means. */
export const PLAIN_POLICY: PolicyDocument = policyDocument.parse({})
