/** ISO-8601 with an offset is required; Step Functions takes no other form (recorded 11-12-2023). */
const offsetDateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

/** Milliseconds since 1970; undefined when the text is no timestamp. */
export function parseTimestamp(text: string): number | undefined {
  if (!offsetDateTime.test(text)) return undefined
  const millis = Date.parse(text)
  return Number.isNaN(millis) ? undefined : millis
}
