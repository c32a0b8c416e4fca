import { defineRoute, type Route } from '../define-route.ts'
import type { EventHub } from '../event-hub.ts'
import { notSignedIn } from '../middleware/authenticate.ts'

export const streamEventsRoute = ({ eventHub }: { readonly eventHub: EventHub }): Route =>
  defineRoute({
    path: 'events',
    method: 'get',
    operationId: 'streamEvents',
    tag: 'Events',
    summary: 'What changes, as it changes',
    description:
      'Server-sent events: `event` is the type, `id` the sequence number, `data` an Event. The first is `ready`, with the number the stream begins after. Reconnect with Last-Event-ID and nothing is missed or repeated. You get what you may see.',
    access: { scope: 'approvals:read' },
    responses: { 200: { description: 'A stream of Event', contentType: 'text/event-stream' } },
    problems: ['unavailable'],
    handle: async ({ caller, session, lastEventId }) => {
      if (!caller) throw notSignedIn('Sign in, or send an API key.')
      const viewer = { caller, sessionId: caller.browser ? session.id : null, lastEventId }
      return { kind: 'stream', open: (request, response) => eventHub.open(viewer, request, response) }
    },
  })
