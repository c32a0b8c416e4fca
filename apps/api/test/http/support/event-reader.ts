/** One message of an event stream. */
export interface StreamMessage {
  readonly event: string
  readonly id: string
  readonly data: unknown
}

export interface EventReader {
  /** The next message that is not a comment; rejects when the stream ends first. */
  next(): Promise<StreamMessage>
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<void>
  close(): void
}

/** Reads server-sent events off the wire as a browser would. */
export async function readEvents(origin: string, headers: Readonly<Record<string, string>>): Promise<EventReader> {
  const abort = new AbortController()
  const response = await fetch(`${origin}/v1/events`, { headers, signal: abort.signal })
  if (response.status !== 200 || !response.body) throw new Error(`the stream answered ${response.status}`)
  const messages: StreamMessage[] = []
  const waiting: ((message: StreamMessage | undefined) => void)[] = []
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()

  const ended = (async () => {
    let buffer = ''
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      const blocks = (buffer + chunk.value).split('\n\n')
      buffer = blocks.pop() ?? ''
      for (const message of blocks.flatMap(parse)) {
        const waiter = waiting.shift()
        if (waiter) waiter(message)
        else messages.push(message)
      }
    }
  })()
    .catch(() => undefined)
    .finally(() => {
      for (const waiter of waiting) waiter(undefined)
    })

  return {
    ended,
    close: () => abort.abort(),
    async next() {
      const message =
        messages.shift() ??
        (await Promise.race([new Promise<StreamMessage | undefined>((resolve) => waiting.push(resolve)), ended]))
      if (!message) throw new Error('the stream ended')
      return message
    },
  }
}

function parse(block: string): StreamMessage[] {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]),
  )
  const data = fields.get('data')
  return data === undefined
    ? []
    : [{ event: fields.get('event') ?? 'message', id: fields.get('id') ?? '', data: JSON.parse(data) }]
}
