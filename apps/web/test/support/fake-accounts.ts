import {
  type AccountView,
  accountChange,
  accountPage,
  accountRequest,
  accountView,
  type HomeAccountView,
  homeAccount,
} from '@countersign/shared/accounts'
import { onlyAdmins } from './fake-integrations.ts'
import { type FakeRoute, fakeRoute } from './fake-routes.ts'
import { Refused } from './fake-store.ts'

const HOME = '999999999999'

export class FakeAccounts {
  readonly all = new Map<string, AccountView>()
  home: HomeAccountView | null = homeAccount.parse({
    id: HOME,
    principalArn: `arn:aws:iam::${HOME}:role/CountersignTask`,
  })
  /** Accounts whose role trusts us. */
  readonly trusting = new Set<string>()

  add(part: { readonly id: string } & Partial<Omit<AccountView, 'id'>>): AccountView {
    const now = new Date().toISOString()
    const view = accountView.parse({
      label: 'Payments production',
      roleArn: `arn:aws:iam::${part.id}:role/countersign`,
      externalId: `countersign-${part.id}`,
      regions: [],
      sendTaskRate: null,
      parked: 0,
      lastCheck: null,
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
      if (!found) throw new Refused('not-found', 'There is no such account.')
      return found
    }
    return [
      fakeRoute('GET', 'accounts', accountPage, ({ me }) => {
        onlyAdmins(me)
        return { items: [...this.all.values()], nextCursor: null, home: this.home }
      }),
      fakeRoute('POST', 'accounts', accountView, ({ me, body }) => {
        onlyAdmins(me)
        const request = accountRequest.parse(body)
        if (this.all.has(request.id)) throw new Refused('name-taken', `The account ${request.id} is set up already.`)
        return this.add(request)
      }),
      fakeRoute('GET', 'account', accountView, ({ me, params }) => {
        onlyAdmins(me)
        return get(params.id)
      }),
      fakeRoute('POST', 'account', accountView, ({ me, params, body }) => {
        onlyAdmins(me)
        const { disabled, ...part } = accountChange.parse(body)
        const at = new Date().toISOString()
        const off = disabled === undefined ? {} : { disabledAt: disabled ? at : null }
        const view = accountView.parse({ ...get(params.id), ...part, ...off, updatedAt: at })
        this.all.set(view.id, view)
        return view
      }),
      fakeRoute('POST', 'accountCheck', accountView, ({ me, params }) => {
        onlyAdmins(me)
        const before = get(params.id)
        const passed = this.trusting.has(before.id)
        const sentence = passed
          ? 'states:SendTaskHeartbeat in eu-west-1 is allowed.'
          : `The AWS account ${before.id} does not let Countersign assume ${before.roleArn} (AccessDenied).`
        const view = accountView.parse({
          ...before,
          parked: passed ? 0 : before.parked,
          lastCheck: {
            at: new Date().toISOString(),
            passed,
            findings: [{ region: 'eu-west-1', ok: passed, needed: true, sentence }],
          },
        })
        this.all.set(view.id, view)
        return view
      }),
    ]
  }
}
