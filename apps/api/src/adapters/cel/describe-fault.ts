const MAX_MESSAGE_CHARACTERS = 300

/** The library's errors know their place. They go to whoever wrote the expression or sent the message, never to a log. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return 'cannot be evaluated'
  const summary = 'summary' in error && typeof error.summary === 'string' ? error.summary : error.message
  const range = 'range' in error ? error.range : undefined
  const start =
    typeof range === 'object' && range !== null && 'start' in range && typeof range.start === 'number'
      ? ` (at character ${range.start + 1})`
      : ''
  return `${summary.slice(0, MAX_MESSAGE_CHARACTERS)}${start}`
}
