import { z } from 'zod'
import { approvalId, decisionId } from './ids.ts'
import { APPROVAL_STATUSES, OUTCOME_KINDS, RISKS, VIAS } from './statuses.ts'

const at = z.iso.datetime()
const person = z.strictObject({ id: z.string(), name: z.string() })

/**
 * The one projection of a case (03 §2.1.6): what web, Slack, mail, webhooks and the API say about an approval, in the
 * same words and the same order. Channels lay it out and write instants in their reader's zone; none words a case itself.
 * It carries no payload, and of a sensitive value only that there is one. Text from outside is already revealed:
 * invisible and reordering characters show as ⟨U+…⟩; channels still escape for their own markup.
 */
export const caseProjection = z
  .strictObject({
    id: approvalId,
    url: z.string(),
    version: z.int(),
    attempt: z.int(),
    status: z.enum(APPROVAL_STATUSES),
    /** Still to be decided. */
    open: z.boolean(),
    title: z.string(),
    contextLine: z.string().nullable(),
    /** Where it stands, in one sentence: "Waiting for Payments", "Approved by Ana Li". */
    headline: z.string(),
    tone: z.enum(['wait', 'good', 'bad', 'over']),
    asked: z.strictObject({ by: person.nullable(), at, sentence: z.string() }),
    source: z.strictObject({
      workflow: z.string(),
      step: z.string(),
      environment: z.string().nullable(),
      account: z.string(),
      region: z.string(),
      sentence: z.string(),
    }),
    /** Who decides, and so why the reader was told. */
    audience: z.strictObject({ team: person, sentence: z.string() }),
    why: z.string().nullable().describe("Markdown, the asker's words"),
    risk: z.strictObject({ level: z.enum(RISKS), label: z.string(), sentence: z.string() }),
    due: z
      .strictObject({
        at,
        because: z.string(),
        source: z.enum(['registration', 'history']).optional(),
        consequence: z.string(),
      })
      .nullable()
      .describe('The deadline, and what happens when nobody decides'),
    facts: z.array(
      z.strictObject({
        label: z.string(),
        text: z.string().nullable().describe('null: sensitive, shown in the inbox only'),
        at: at.nullable().describe('Set for dates, so that channels write them in the reader’s zone'),
      }),
    ),
    changes: z.array(
      z.strictObject({
        field: z.string(),
        from: z.string().nullable(),
        to: z.string().nullable(),
        sensitive: z.boolean(),
      }),
    ),
    hidden: z
      .strictObject({
        labels: z.array(z.string()),
        demanded: z.boolean().describe('A vote counts only of somebody who has revealed them'),
        sentence: z.string(),
      })
      .nullable()
      .describe('Sensitive values: no channel carries them, people reveal them in the inbox'),
    evidence: z
      .array(z.strictObject({ label: z.string() }))
      .describe(
        'Opened in the inbox: an address may name people, or be signed and so open the document to whoever holds it',
      ),
    answers: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(OUTCOME_KINDS),
        label: z.string(),
        consequence: z.string().describe('What the workflow does next'),
        reasons: z.array(z.strictObject({ id: z.string(), label: z.string(), consequence: z.string() })),
        /** `direct`: one press · `confirm`: asked back · `form`: opens a form · `inbox`: not outside the inbox. */
        chat: z.enum(['direct', 'confirm', 'form', 'inbox']),
      }),
    ),
    /** Has the reviewer something to edit? */
    editable: z.boolean(),
    votes: z.strictObject({
      needed: z.int(),
      given: z.array(
        z.strictObject({
          by: person,
          via: z.enum(VIAS),
          label: z.string(),
          reason: z.string().nullable(),
          comment: z.string().nullable(),
          at,
        }),
      ),
      sentence: z.string().nullable().describe('"1 of 2 votes"; null where one vote decides'),
      waitingFor: z.string().nullable(),
      notAsked: z.string().nullable().describe('Whom a reader would expect to be asked, and why they are not'),
      stages: z.array(z.strictObject({ name: z.string(), done: z.boolean(), sentence: z.string() })),
    }),
    claim: z
      .strictObject({ by: person, until: at, sentence: z.string() })
      .nullable()
      .describe('Who looks after it until then'),
    escalation: z.strictObject({ at, to: z.string(), sentence: z.string() }).nullable(),
    decision: z
      .strictObject({
        id: decisionId,
        outcome: z.string(),
        kind: z.enum(OUTCOME_KINDS),
        label: z.string(),
        by: z.array(z.strictObject({ id: z.string(), name: z.string(), via: z.enum(VIAS) })),
        sentence: z.string(),
        reason: z.string().nullable(),
        comment: z.string().nullable(),
        at,
        undoUntil: at.nullable(),
      })
      .nullable(),
    delivery: z
      .strictObject({ label: z.string(), sentence: z.string(), step: z.int(), tone: z.enum(['wait', 'good', 'bad']) })
      .nullable(),
    ended: z.strictObject({ at, label: z.string(), sentence: z.string() }).nullable(),
  })
  .meta({ id: 'CaseProjection' })

export type CaseProjection = z.output<typeof caseProjection>
