import { createHash } from 'node:crypto'
import {
  changePolicyRequest,
  confirmPolicyRequest,
  createPolicyRequest,
  type PolicyView,
  policyPage,
  policySaved,
  policyVersionView,
  policyView,
  refusePolicyRequest,
  teamPolicyRequest,
  teamPolicyView,
} from '@countersign/shared/policies'
import { PLAIN_POLICY, policyDocument } from '@countersign/shared/policy-document'
import {
  type Backtest,
  backtest,
  backtestRequest,
  type Simulation,
  simulation,
  simulationRequest,
} from '@countersign/shared/policy-trials'
import type { z } from 'zod'
import { onlyAdmins } from './fake-integrations.ts'
import { type FakeRoute, fakeRoute } from './fake-routes.ts'
import { Refused } from './fake-store.ts'
import { HELEN, TEAMS } from './people.ts'

type Version = z.output<typeof policyVersionView>

/** Money above a limit is looked at twice. */
export const REFUNDS_TEXT = `# Money leaves the house.
description: Refunds of the shop
stages:
  - id: payments
    name: Payments
    require: { votes: 1 }
  - id: finance
    name: Finance lead
    when: payload.amount > 1000.0
    require: { votes: 1, from: { people: [usr_ana] } }
    escalate: { afterSeconds: 7200, to: { teams: [platform] } }
`

export const REFUNDS = policyDocument.parse({
  description: 'Refunds of the shop',
  stages: [
    { id: 'payments', name: 'Payments', require: { votes: 1 } },
    {
      id: 'finance',
      name: 'Finance lead',
      when: 'payload.amount > 1000.0',
      require: { votes: 1, from: { people: ['usr_ana'] } },
      escalate: { afterSeconds: 7_200, to: { teams: ['platform'] } },
    },
  ],
  rules: [{ id: 'small', name: 'Small amounts', when: 'payload.amount <= 50.0', decide: 'approve' }],
  checks: [{ label: 'Under the limit', pass: 'payload.amount < 5000.0' }],
  calendar: { timeZone: 'Europe/Oslo' },
  remindAfterSeconds: [3_600],
})

const NAMES = { 'person:usr_ana': 'Ana Lindqvist', 'team:platform': 'Platform' }

/** Texts are kept and not read, but for one that stands for every mistake. */
export class FakePolicies {
  readonly all = new Map<string, { readonly versions: Version[]; readonly teams: PolicyView['teams'] }>()
  readonly simulated: z.output<typeof simulationRequest>[] = []
  /** Another admin, who has to confirm what Helen writes. */
  secondAdmin: string | null = null

  /** @param waits who wrote it, when it waits for Helen or for a second admin */
  add(
    name: string,
    text: string,
    document: Version['document'] = PLAIN_POLICY,
    note: string | null = null,
    waits: string | null = null,
  ): void {
    const before = this.all.get(name) ?? { versions: [], teams: [] }
    const version = policyVersionView.parse({
      name,
      version: before.versions.length + 1,
      document,
      source: text,
      text,
      note,
      documentSha256: createHash('sha256').update(text).digest('hex'),
      createdAt: new Date().toISOString(),
      createdBy: waits ?? HELEN.name,
      proposal: waits === null ? null : { status: 'waiting', settledBy: null, settledAt: null, note: null },
    })
    this.all.set(name, { ...before, versions: [version, ...before.versions] })
  }

  routes(): readonly FakeRoute[] {
    const view = (name = ''): PolicyView => {
      const found = this.all.get(name)
      const counts = ({ proposal }: Version) => proposal === null || proposal.status === 'confirmed'
      const current = found?.versions.find(counts) ?? found?.versions[0]
      const version = found?.versions.find(({ proposal }) => proposal?.status === 'waiting')
      if (!found || !current) throw new Refused('not-found', 'There is no such policy.')
      const versions = found.versions.map(({ version: number, note, createdAt, createdBy, proposal }) => ({
        version: number,
        note,
        createdAt,
        createdBy,
        proposal,
      }))
      const isOwn = version?.createdBy === HELEN.name
      const own = 'You wrote this version, so another admin has to confirm it.'
      return policyView.parse({
        name,
        currentVersion: counts(current) ? current.version : null,
        teams: found.teams,
        current,
        waiting: version
          ? {
              version,
              waitsFor: isOwn ? [this.secondAdmin] : [HELEN.name],
              may: {
                confirm: isOwn ? { allowed: false, reason: own } : { allowed: true, reason: null },
                refuse: { allowed: true, reason: null },
              },
            }
          : null,
        savingWaitsFor: this.secondAdmin === null ? null : [this.secondAdmin],
        names: NAMES,
        versions,
      })
    }
    const textOf = (policy: z.output<typeof changePolicyRequest>['policy']): string => {
      const text = 'source' in policy ? policy.source : JSON.stringify(policy.document)
      const line = text.split('\n').findIndex((each) => each.includes('((')) + 1
      if (line > 0)
        throw new Refused('invalid-request', 'The policy does not match its contract.', {
          errors: [{ pointer: '/policy/source/stages/1/when', message: 'expected ")" (at character 9)', line }],
        })
      return text
    }
    const settle = (
      { name = '', version }: Readonly<Record<string, string>>,
      status: 'confirmed' | 'refused',
      note: string | null,
    ) => {
      const found = this.all.get(name)
      const settledAt = new Date().toISOString()
      const versions = (found?.versions ?? []).map((each) =>
        String(each.version) === version
          ? { ...each, proposal: { status, settledBy: HELEN.name, settledAt, note } }
          : each,
      )
      this.all.set(name, { teams: [], ...found, versions })
      return view(name)
    }
    return [
      fakeRoute('POST', 'policyConfirmation', policyView, ({ me, params, body }) => {
        onlyAdmins(me)
        const { documentSha256 } = confirmPolicyRequest.parse(body)
        if (documentSha256 !== view(params.name).waiting?.version.documentSha256)
          throw new Refused('version-changed', 'This is not the text of that version.')
        return settle(params, 'confirmed', null)
      }),
      fakeRoute('POST', 'policyRefusal', policyView, ({ me, params, body }) => {
        onlyAdmins(me)
        return settle(params, 'refused', refusePolicyRequest.parse(body).note ?? null)
      }),
      fakeRoute('GET', 'policies', policyPage, () => ({
        items: [...this.all.keys()].map((name) => {
          const { currentVersion, teams, current, waiting } = view(name)
          const { description = null, stages } = current.document
          return {
            name,
            currentVersion,
            waiting: waiting?.version.version ?? null,
            description,
            teams,
            stages: stages.map((stage) => stage.name),
            updatedAt: current.createdAt,
          }
        }),
        nextCursor: null,
      })),
      fakeRoute('POST', 'policies', policySaved, ({ me, body }) => {
        onlyAdmins(me)
        const { name, policy } = createPolicyRequest.parse(body)
        if (this.all.has(name)) throw new Refused('name-taken', `There is a policy “${name}” already: change it.`)
        this.add(name, textOf(policy))
        return { policy: view(name), warnings: [] }
      }),
      // Words before names, as the API has them.
      fakeRoute('POST', 'policySimulation', simulation, ({ me, body }) => {
        onlyAdmins(me)
        const request = simulationRequest.parse(body)
        this.simulated.push(request)
        return simulated(request)
      }),
      fakeRoute('POST', 'policyBacktest', backtest, ({ me, body }) => {
        onlyAdmins(me)
        return backtested(backtestRequest.parse(body).over.days)
      }),
      fakeRoute('GET', 'policy', policyView, ({ params }) => view(params.name)),
      fakeRoute('POST', 'policy', policySaved, ({ me, params, body }) => {
        onlyAdmins(me)
        const { basedOn, policy } = changePolicyRequest.parse(body)
        const { name, current, versions } = view(params.name)
        const newest = versions[0]?.version ?? 0
        if (basedOn !== newest)
          throw new Refused('version-changed', `Version ${newest} was written meanwhile.`, { version: newest })
        const author = this.secondAdmin === null ? null : HELEN.name
        this.add(name, textOf(policy), current.document, policy.note ?? null, author)
        const message = 'Nobody could pass the stage “Finance lead”: one voter may vote in it, and it needs more.'
        return { policy: view(name), warnings: [{ pointer: '/policy/source/stages/1/require', message }] }
      }),
      fakeRoute('GET', 'policyVersion', policyVersionView, ({ params }) => {
        const found = this.all
          .get(params.name ?? '')
          ?.versions.find(({ version }) => String(version) === params.version)
        if (!found) throw new Refused('not-found', 'There is no such version.')
        return found
      }),
      fakeRoute('POST', 'teamPolicy', teamPolicyView, ({ me, params, body }) => {
        onlyAdmins(me)
        const { policy } = teamPolicyRequest.parse(body)
        const team = Object.values(TEAMS).find(({ id }) => id === params.id)
        const found = this.all.get(policy)
        if (!team || !found) throw new Refused('not-found', 'There is no such team.')
        this.all.set(policy, { ...found, teams: [...found.teams, team] })
        return { team: team.id, policy }
      }),
    ]
  }
}

/** Two stages: Marco passes the first, Ana the second; whoever asked is kept out of both. */
function simulated({ votes, policy }: z.output<typeof simulationRequest>): Simulation {
  const at = '2026-11-23T09:00:00.000Z'
  const first = votes.length > 0
  const done = votes.length > 1
  const base = { escalation: null, remindAt: [], rejectVotes: 1, systems: [], enough: true } as const
  const standing = done
    ? null
    : { stage: first ? 'finance' : 'payments', given: 0, needed: 1, asked: [first ? 'Ana Lindqvist' : 'Payments'] }
  return simulation.parse({
    policy: { name: 'name' in policy ? policy.name : null, version: 'name' in policy ? 1 : null },
    risk: 'medium',
    outcomes: [
      { id: 'approve', label: 'Approve', kind: 'success' },
      { id: 'reject', label: 'Reject', kind: 'failure' },
    ],
    stages: [
      {
        ...base,
        id: 'payments',
        name: 'Payments',
        because: null,
        needed: '1 vote of Payments.',
        may: [{ id: 'usr_marco', name: 'Marco Bianchi', onBehalfOf: null }],
        barred: [
          {
            id: 'usr_helen',
            name: 'Helen Weiss',
            part: 'requester',
            rule: 'separation-of-duties',
            sentence: 'You asked for this approval, so somebody else has to decide it.',
          },
        ],
      },
      {
        ...base,
        id: 'finance',
        name: 'Finance lead',
        because: 'Needed, because payload.amount > 1000.0 holds.',
        needed: '1 vote of Ana Lindqvist.',
        may: [{ id: 'usr_ana', name: 'Ana Lindqvist', onBehalfOf: null }],
        barred: [],
        escalation: { afterSeconds: 7_200, at: null, to: 'Platform' },
      },
    ],
    skipped: [{ id: 'board', name: 'Board', sentence: 'Not needed: payload.amount > 100000.0 does not hold.' }],
    checks: [
      { label: 'Under the limit', result: 'pass', sentence: 'payload.amount < 5000.0' },
      { label: 'First refund this month', result: 'warn', sentence: 'past.asked < 1' },
    ],
    demands: PLAIN_POLICY.demands.medium,
    deadline: null,
    steps: votes.map(({ by, outcome }, index) => ({
      kind: 'vote',
      at,
      by: { id: by, name: by === 'usr_marco' ? 'Marco Bianchi' : 'Ana Lindqvist' },
      onBehalfOf: null,
      outcome,
      result: index === 1 ? 'decided' : 'counted',
      code: null,
      rule: null,
      stage: index === 1 ? 'finance' : 'payments',
      sentence:
        index === 1
          ? 'That decides it: “Approve”.'
          : '“Payments” is passed. “Finance lead” has 0 of 1 and waits for Ana Lindqvist.',
      standing: null,
    })),
    standing,
    decision: done
      ? { outcome: 'approve', label: 'Approve', kind: 'success', error: null, by: ['Marco Bianchi', 'Ana Lindqvist'] }
      : null,
    warnings: [],
  })
}

const backtested = (days: number): Backtest =>
  backtest.parse({
    considered: days,
    complete: true,
    counts: { unchanged: days - 2, otherwise: 0, 'by-rule': 1, undecided: 1 },
    items: (['undecided', 'by-rule'] as const).map((kind, index) => ({
      approvalId: `apr_${String(index).repeat(36)}`,
      title: `Refund of order 88${index}2`,
      team: 'Payments',
      status: 'approved',
      decidedAt: '2026-11-20T09:00:00.000Z',
      was: 'Approve',
      kind,
      would: kind === 'by-rule' ? 'approve' : null,
      sentence:
        kind === 'by-rule'
          ? 'The rule “Small amounts” would have decided “Approve”, because payload.amount <= 50.0 holds.'
          : 'The stage “Finance lead” would still want 1 vote of Ana Lindqvist.',
    })),
    notes: ['Votes count as they were cast; teams, roles and delegations are those of today.'],
  })
