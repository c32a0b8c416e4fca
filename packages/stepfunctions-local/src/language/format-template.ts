import type { Json } from './json.ts'

/**
 * Replaces each `{}` by the next argument. A backslash keeps a brace, a quote or itself as it is; any other single
 * brace is an error. Throws a RangeError when placeholders and arguments differ in number, as AWS does.
 */
export function formatTemplate(template: string, args: readonly Json[]): string {
  const rest = [...args]
  const text = template.replace(/\\([\s\S])|\{\}|[{}]/g, (token, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped
    if (token === '{') throw new SyntaxError("matching '}' not found for '{'.")
    if (token === '}') throw new SyntaxError("matching '{' not found for '}'.")
    const value = rest.shift()
    if (value === undefined) throw tooMany()
    return render(value)
  })
  if (rest.length > 0) throw tooMany()
  return text
}

/** The value of a string literal: the same escapes without placeholders. */
export function unescapeLiteral(raw: string): string {
  return raw.replace(/\\([\s\S])/g, '$1')
}

/** Strings as they are, everything else as JSON; AWS writes null as `null` (recorded 09-02-2023). */
function render(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function tooMany(): RangeError {
  return new RangeError('number of arguments do not match the occurrences of {}.')
}
