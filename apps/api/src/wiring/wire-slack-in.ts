import { webPaths } from '@countersign/shared/paths'
import type { Router } from 'express'
import { createFormValidator } from '../adapters/json-schema/form-validator.ts'
import { createPostgresApprovalReader } from '../adapters/postgres/approval-reader.ts'
import { createSlackSignIn } from '../adapters/slack/sign-in.ts'
import { openSlackSocket } from '../adapters/slack/socket.ts'
import type { Door } from '../domain/slack-in/inbound.ts'
import { slackEvents } from '../http/slack-events.ts'
import type { SlackClient } from '../ports/slack-client.ts'
import type { SlackSignIn } from '../ports/slack-sign-in.ts'
import { receiveSlack } from '../use-cases/slack-in/receive-slack.ts'
import { createInFlight } from '../worker/in-flight.ts'
import type { Parts } from './wire-parts.ts'

export interface SlackIn {
  /** `null` unless Slack posts to us. */
  readonly events: Router | null
  /** `null`: people cannot link their accounts, because no OAuth client is configured. */
  readonly signIn: SlackSignIn | null
  /** Takes nothing more and ends what is under way. */
  drain(): Promise<void>
}

/** Forms that are opened after an ack end within this; a lost one is opened by pressing again. */
const DRAIN_MS = 5_000

/** The API's side of what comes in from Slack: over HTTP or Socket Mode, to the same use case. */
export function wireSlackIn(parts: Parts, slack: SlackClient | null): SlackIn {
  const { config, clock, log, database } = parts
  const signIn = wireSignIn(parts)
  if (!config.slack || !slack) return { events: null, signIn, drain: async () => {} }
  const { mode, signingSecret, appToken, apiUrl, appId } = config.slack
  const underWay = createInFlight(Number.POSITIVE_INFINITY, () => {})
  const deps = {
    ...parts,
    slack,
    appId,
    reader: createPostgresApprovalReader(database.pool),
    forms: createFormValidator(),
    publicUrl: config.http.publicUrl,
  }
  const inbound = {
    log,
    receive: (door: Door, body: unknown, bodyHash: Uint8Array) => receiveSlack(deps, door, body, bodyHash),
    later: (work: () => Promise<void>) =>
      underWay.add(work().catch((err: unknown) => log.error({ err }, 'what follows an ack to Slack failed'))),
  }
  const socket =
    mode === 'socket' && appToken
      ? openSlackSocket({ ...inbound, clock, random: Math.random }, { appToken, apiUrl })
      : null
  return {
    events: mode === 'http' && signingSecret ? slackEvents({ ...inbound, signingSecret }) : null,
    signIn,
    async drain() {
      await socket?.close()
      await underWay.drained(new Promise((resolve) => clock.after(DRAIN_MS, resolve)))
    },
  }
}

function wireSignIn({ config }: Parts): SlackSignIn | null {
  if (!config.slack?.oauth) return null
  const { oauth, apiUrl, webUrl } = config.slack
  return createSlackSignIn({
    ...oauth,
    apiUrl,
    webUrl,
    redirectUri: `${config.http.publicUrl}${webPaths.slackLinked()}`,
  })
}
