/**
 * What Slack said, sorted by what to do next.
 * `rate-limited`: again after that long · `gone`: never again there, and forget it · `refused`: the same call would be
 * refused again, a person has to repair something · `failed`: outage or lost reply, again with backoff; with
 * `mayHaveHappened` Slack may have done it.
 */
export type SlackAnswer<T> = { readonly kind: 'ok'; readonly value: T } | SlackFailure

export type SlackFailure =
  | { readonly kind: 'rate-limited'; readonly afterMs: number }
  | { readonly kind: 'gone'; readonly what: SlackThing; readonly error: string }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'failed'; readonly error: string; readonly mayHaveHappened: boolean }

export type SlackThing = 'workspace' | 'channel' | 'message' | 'user'
