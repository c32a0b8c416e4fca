import { createHash } from 'node:crypto'
import { API_PATHS } from '@countersign/shared/paths'
import { Router } from 'express'
import type { Door } from '../domain/slack-in/inbound.ts'
import { verifySlackSignature } from '../domain/slack-in/verify-signature.ts'
import type { Log } from '../ports/log.ts'
import type { SlackAck } from '../use-cases/slack-in/receive-slack.ts'
import type { EdgeHandler } from './locals.ts'
import { readBytes } from './middleware/read-body.ts'
import { ProblemError } from './to-problem.ts'

interface Deps {
  readonly log: Log
  readonly signingSecret: string
  readonly receive: (door: Door, body: unknown, bodyHash: Uint8Array) => Promise<SlackAck>
  /** Runs what follows the ack, and knows of it when the process drains. */
  readonly later: (work: () => Promise<void>) => void
}

const MAX_BODY_BYTES = 1_048_576

/**
 * Slack's one address over HTTP: events, buttons, forms and slash commands. The signature is checked over the bytes as
 * they came, before any of them is read as text; then everything goes the way Socket Mode goes as well.
 */
export function slackEvents(deps: Deps): Router {
  const router = Router({ caseSensitive: true, strict: true })
  router.use(API_PATHS.slackEvents, (_request, response, next) => {
    response.locals.route = API_PATHS.slackEvents
    next()
  })
  router.post(API_PATHS.slackEvents, answer(deps))
  router.all(API_PATHS.slackEvents, (_request, response) => {
    response.set('Allow', 'POST')
    throw new ProblemError({ code: 'method-not-allowed', detail: 'This address takes POST.' })
  })
  return router
}

const answer =
  ({ log, signingSecret, receive, later }: Deps): EdgeHandler =>
  async (request, response) => {
    const { requestId } = response.locals
    const bytes = await readBytes(request, MAX_BODY_BYTES)
    const headers = request.headersDistinct
    const signature = {
      timestamps: headers['x-slack-request-timestamp'] ?? [],
      signatures: headers['x-slack-signature'] ?? [],
    }
    const verdict = verifySlackSignature(signingSecret, signature, bytes, Date.now() / 1_000)
    if (verdict !== 'valid') {
      log.warn({ requestId, verdict }, 'a message in the name of Slack was refused')
      throw new ProblemError({
        code: 'signature-invalid',
        detail:
          'The signature does not verify, or is more than five minutes old. Sign with the signing secret of the app.',
      })
    }
    const { door, body } = readBody(bytes, request.get('content-type'))
    const { body: said, after } = await receive(door, body, createHash('sha256').update(bytes).digest())
    // Slack tells people "failed" unless it hears 200 within three seconds; an empty body shows nothing.
    if (said) response.status(200).json(said)
    else response.status(200).end()
    if (after) later(after)
  }

/** Events are JSON; everything a person presses or types comes as a form. */
function readBody(bytes: Buffer, contentType: string | undefined): { door: Door; body: unknown } {
  const text = bytes.toString('utf8')
  const type = contentType?.split(';')[0]?.trim().toLowerCase()
  if (type === 'application/json') return { door: 'events_api', body: parse(text) }
  if (type !== 'application/x-www-form-urlencoded')
    throw new ProblemError({
      code: 'unsupported-media-type',
      detail: 'Send application/json or application/x-www-form-urlencoded, as Slack does.',
    })
  const form = new URLSearchParams(text)
  const payload = form.get('payload')
  return payload === null
    ? { door: 'slash_commands', body: Object.fromEntries(form) }
    : { door: 'interactive', body: parse(payload) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ProblemError({ code: 'malformed-json', detail: 'The payload does not parse.' })
  }
}
