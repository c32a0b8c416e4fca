import { createHash } from 'node:crypto'
import {
  type IntegrationView,
  type IssuedSecret,
  integrationChange,
  integrationCreated,
  integrationPage,
  integrationRequest,
  integrationView,
  issuedSecret,
  type MappedDecision,
  type Mapping,
  mappingTemplates,
  mappingTest,
  mappingTestResult,
  type ReceivedMessagePage,
  receivedMessagePage,
  secretRequest,
} from '@countersign/shared/integrations'
import { type FakeRoute, fakeRoute } from './fake-routes.ts'
import { type FakeStore, fakeId, type Person, Refused } from './fake-store.ts'
import { TEMPLATES } from './mapping-templates.ts'

export const onlyAdmins = (me: Person): void => {
  if (me.role !== 'admin') throw new Refused('not-permitted', 'Only admins set this up. Ask an admin.')
}

export function newSecret(): IssuedSecret {
  const id = fakeId('sec')
  const secret = `whsec_${createHash('sha256').update(id).digest('base64')}`
  return issuedSecret.parse({
    id,
    lastFour: secret.slice(-4),
    createdAt: new Date().toISOString(),
    expiresAt: null,
    secret,
  })
}

export const viewOf = ({ secret: _, ...view }: IssuedSecret) => view

/** Secrets that go on counting for a while, as of now. */
export const ending = (secrets: IntegrationView['secrets'], seconds: number) =>
  secrets.map((each) => ({ ...each, expiresAt: new Date(Date.now() + seconds * 1_000).toISOString() }))

export class FakeIntegrations {
  readonly all = new Map<string, IntegrationView>()
  readonly messages = new Map<string, ReceivedMessagePage['items']>()
  private readonly store: FakeStore
  constructor(store: FakeStore) {
    this.store = store
  }

  add(part: Partial<IntegrationView> & Pick<IntegrationView, 'name' | 'teams'>): IntegrationView {
    const now = new Date().toISOString()
    const id = fakeId('int')
    const view = integrationView.parse({
      id,
      kind: 'generic',
      actsAs: { id: `usr_${id}`, name: part.name },
      owner: { id: 'usr_helen', name: 'Helen Weiss' },
      policies: [],
      outcomes: [],
      mapping: TEMPLATES.generic.mapping,
      heartbeats: false,
      forward: null,
      secrets: [viewOf(newSecret())],
      createdAt: now,
      updatedAt: now,
      disabledAt: null,
      ...part,
    })
    this.all.set(view.id, view)
    return view
  }

  routes(): readonly FakeRoute[] {
    const get = (id: string | undefined) => {
      const found = this.all.get(id ?? '')
      if (!found) throw new Refused('not-found', 'There is no such integration.')
      return found
    }
    return [
      fakeRoute('GET', 'integrations', integrationPage, ({ me }) => {
        onlyAdmins(me)
        return { items: [...this.all.values()], nextCursor: null }
      }),
      fakeRoute('POST', 'integrations', integrationCreated, ({ me, body }) => {
        onlyAdmins(me)
        const { forwardUrl, mapping, ...request } = integrationRequest.parse(body)
        if ([...this.all.values()].some(({ name }) => name === request.name))
          throw new Refused('name-taken', `Another integration is called “${request.name}”. Choose another name.`)
        if (forwardUrl?.includes('127.0.0.1'))
          throw new Refused('destination-refused', 'That address is private. Use a public one.')
        checkMapping(mapping)
        const secret = newSecret()
        const integration = this.add({
          ...request,
          mapping: mapping ?? TEMPLATES[request.kind].mapping,
          secrets: [viewOf(secret)],
          forward: forwardUrl ? { endpointId: fakeId('whe'), url: forwardUrl, disabledBecause: null } : null,
        })
        return { integration, secret }
      }),
      fakeRoute('GET', 'integration', integrationView, ({ me, params }) => {
        onlyAdmins(me)
        return get(params.id)
      }),
      fakeRoute('POST', 'integration', integrationView, ({ me, params, body }) => {
        onlyAdmins(me)
        const before = get(params.id)
        const { forwardUrl, disabled, mapping, ...part } = integrationChange.parse(body)
        checkMapping(mapping)
        const view = integrationView.parse({
          ...before,
          ...part,
          ...(mapping ? { mapping } : {}),
          ...(disabled === undefined ? {} : { disabledAt: disabled ? new Date().toISOString() : null }),
        })
        this.all.set(view.id, view)
        return view
      }),
      fakeRoute('POST', 'integrationSecrets', issuedSecret, ({ me, params, body }) => {
        onlyAdmins(me)
        const before = get(params.id)
        const secret = newSecret()
        const old = ending(before.secrets, secretRequest.parse(body).overlapSeconds)
        this.all.set(before.id, { ...before, secrets: [viewOf(secret), ...old] })
        return secret
      }),
      fakeRoute('GET', 'integrationMessages', receivedMessagePage, ({ me, params }) => {
        onlyAdmins(me)
        return { items: this.messages.get(get(params.id).id) ?? [], nextCursor: null }
      }),
      fakeRoute('GET', 'mappingTemplates', mappingTemplates, ({ me }) => {
        onlyAdmins(me)
        return { items: Object.values(TEMPLATES) }
      }),
      fakeRoute('POST', 'mappingTests', mappingTestResult, ({ me, body }) => {
        onlyAdmins(me)
        const { mapping, body: message, approvalId, integrationId } = mappingTest.parse(body)
        const result = evaluate(mapping, message)
        const approval = approvalId ? this.store.get(approvalId) : null
        const teams: readonly string[] | undefined = integrationId && get(integrationId).teams
        if (approval && teams && !teams.includes(approval.team.id))
          return { result, wouldBeRefused: 'This integration may not answer for that team.' }
        const over = result.kind === 'decision' && approval && approval.status !== 'pending'
        return { result, wouldBeRefused: over ? 'It has been decided already: the first decision stands.' : null }
      }),
    ]
  }
}

/** An unbalanced expression is the fake's sentinel for one that does not compile. */
function checkMapping(mapping: Mapping | undefined): void {
  if (!mapping?.outcome.includes('((')) return
  throw new Refused('invalid-request', 'The mapping does not compile.', {
    errors: [{ pointer: '/mapping/outcome', message: 'expected ")" at position 12' }],
  })
}

/** No CEL here: the fixtures give what they give, and otherwise a plain path such as `body.answer` is followed. */
function evaluate(mapping: Mapping, message: unknown): MappedDecision {
  const fixture = Object.values(TEMPLATES)
    .flatMap(({ fixtures }) => fixtures)
    .find(({ body }) => JSON.stringify(body) === JSON.stringify(message))
  const isReady = Object.values(TEMPLATES).some((each) => JSON.stringify(each.mapping) === JSON.stringify(mapping))
  if (fixture && isReady) return fixture.gives
  const steps = mapping.outcome.split('.').slice(1)
  const found = steps.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined,
    message,
  )
  if (typeof found === 'string')
    return { kind: 'decision', outcome: found, reason: null, comment: null, input: null, caseDigest: null }
  return { kind: 'fault', errors: [{ expression: 'outcome', message: `no such key: ${steps.at(-1)}` }] }
}
