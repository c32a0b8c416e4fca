import {
  type DelegationView,
  delegationList,
  delegationView,
  myDelegationRequest,
  peopleView,
} from '@countersign/shared/delegations'
import { DEFAULT_PREFERENCES, type Preferences, preferences, preferencesView } from '@countersign/shared/preferences'
import {
  type MySlackView,
  mySlackView,
  type SlackView,
  slackDeparture,
  slackReturn,
  slackRouteRemoval,
  slackRouteRequest,
  slackUnlinkRequest,
  slackView,
} from '@countersign/shared/slack'
import { onlyAdmins } from './fake-integrations.ts'
import { type FakeRoute, fakeRoute } from './fake-routes.ts'
import { fakeId, Refused } from './fake-store.ts'
import { PEOPLE, TEAMS } from './people.ts'

const SLACK_OFF: SlackView = {
  enabled: false,
  mode: null,
  canInstall: false,
  workspaces: [],
  routes: [],
  teams: Object.values(TEAMS),
}

/** As an installation that has been running for a while. */
export const slackOn = (): SlackView =>
  slackView.parse({
    enabled: true,
    mode: 'http',
    canInstall: true,
    workspaces: [
      { id: 'T0FJORD01', name: 'Fjord & Field', installedAt: '2026-09-14T08:00:00.000Z', removedAt: null },
      {
        id: 'T0OLDLABS',
        name: 'Old Labs',
        installedAt: '2026-06-01T08:00:00.000Z',
        removedAt: '2026-10-02T08:00:00.000Z',
      },
    ],
    routes: [
      { team: TEAMS.PAYMENTS, workspaceId: 'T0FJORD01', channelId: 'C0PAYMENTS', channelName: 'payments-approvals' },
      { team: TEAMS.PLATFORM, workspaceId: 'T0FJORD01', channelId: 'C0PLATFORM', channelName: 'platform-changes' },
    ],
    teams: Object.values(TEAMS),
  })

/** A code of Slack that counts once, as the real ones do. */
const GOOD_CODE = 'code-from-slack'

export class FakeChannels {
  slack: SlackView = SLACK_OFF
  canLink = true
  readonly preferences = new Map<string, Preferences>()
  readonly links = new Map<string, MySlackView['links']>()
  readonly posts: string[] = []
  delegations: DelegationView[] = []
  private spent = false

  routes(): readonly FakeRoute[] {
    const mine = (id: string) => ({
      ...(this.preferences.get(id) ?? DEFAULT_PREFERENCES),
      emailAddress: `${id}@fjordandfield.example`,
      emailEnabled: true,
    })
    const links = (id: string) => ({ canLink: this.canLink, links: this.links.get(id) ?? [] })
    const spend = (body: unknown) => {
      const { code } = slackReturn.parse(body)
      if (code !== GOOD_CODE || this.spent) throw new Refused('not-permitted', 'Slack did not accept that code.')
      this.spent = true
    }
    return [
      fakeRoute('GET', 'myPreferences', preferencesView, ({ me }) => mine(me.id)),
      fakeRoute('POST', 'myPreferences', preferencesView, ({ me, body }) => {
        this.preferences.set(me.id, preferences.parse(body))
        return mine(me.id)
      }),
      fakeRoute('GET', 'myDelegations', delegationList, () => ({ items: this.delegations })),
      fakeRoute('POST', 'myDelegations', delegationView, ({ me, body }) => {
        const { delegate, until } = myDelegationRequest.parse(body)
        const name = PEOPLE.find(({ id }) => id === delegate)?.name ?? delegate
        const set: DelegationView = {
          id: fakeId('dlg') as DelegationView['id'],
          absent: { id: me.id, name: me.name },
          delegate: { id: delegate, name },
          from: new Date().toISOString(),
          until,
          note: null,
          state: 'active',
        }
        this.delegations = [set, ...this.delegations]
        return set
      }),
      fakeRoute('POST', 'myDelegationEnd', delegationView, ({ params }) => {
        const found = this.delegations.find(({ id }) => id === params.id)
        if (!found) throw new Refused('not-found', 'There is nothing here.')
        this.delegations = this.delegations.filter((each) => each !== found)
        return { ...found, state: 'over' as const }
      }),
      fakeRoute('GET', 'people', peopleView, () => ({ items: PEOPLE.map(({ id, name }) => ({ id, name })) })),
      fakeRoute('GET', 'mySlack', mySlackView, ({ me }) => links(me.id)),
      fakeRoute('POST', 'slackLink', slackDeparture, () => {
        this.posts.push('link')
        return { url: `/settings/slack?code=${GOOD_CODE}&state=s` }
      }),
      fakeRoute('POST', 'slackLinked', mySlackView, ({ me, body }) => {
        spend(body)
        this.posts.push('linked')
        this.links.set(
          me.id,
          mySlackView.shape.links.parse([
            { workspaceId: 'T0FJORD01', workspaceName: 'Fjord & Field', slackUserId: 'U0PERSON1', slackName: me.name },
          ]),
        )
        return links(me.id)
      }),
      fakeRoute('POST', 'slackUnlink', mySlackView, ({ me, body }) => {
        const { workspaceId } = slackUnlinkRequest.parse(body)
        this.links.set(
          me.id,
          (this.links.get(me.id) ?? []).filter((each) => each.workspaceId !== workspaceId),
        )
        return links(me.id)
      }),
      fakeRoute('GET', 'slack', slackView, ({ me }) => {
        onlyAdmins(me)
        return this.slack
      }),
      fakeRoute('POST', 'slackInstall', slackDeparture, ({ me }) => {
        onlyAdmins(me)
        return { url: `/slack/installed?code=${GOOD_CODE}&state=s` }
      }),
      fakeRoute('POST', 'slackInstalled', slackView, ({ me, body }) => {
        onlyAdmins(me)
        spend(body)
        const added = { id: 'T0SECOND1', name: 'Field Labs', installedAt: new Date().toISOString(), removedAt: null }
        this.slack = slackView.parse({ ...this.slack, workspaces: [...this.slack.workspaces, added] })
        return this.slack
      }),
      fakeRoute('POST', 'slackRoutes', slackView, ({ me, body }) => {
        onlyAdmins(me)
        const route = slackRouteRequest.parse(body)
        if (route.channelId === 'C0PRIVATE')
          throw new Refused('channel-refused', 'The app is not in that channel. Add it with /invite, then save again.')
        const team = this.slack.teams.find(({ id }) => id === route.team)
        const routes = this.slack.routes.filter((each) => each.team.id !== route.team)
        this.slack = slackView.parse({
          ...this.slack,
          routes: [...routes, { ...route, team, channelName: `${route.team}-approvals` }],
        })
        return this.slack
      }),
      fakeRoute('POST', 'slackRouteRemoval', slackView, ({ me, body }) => {
        onlyAdmins(me)
        const { team } = slackRouteRemoval.parse(body)
        this.slack = { ...this.slack, routes: this.slack.routes.filter((each) => each.team.id !== team) }
        return this.slack
      }),
    ]
  }
}
