/** Why a text is not JSON, in the words of the parser behind AWS [REC 22-06-2023]; undefined when it is. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return recordedWords(text.trim()) ?? (error instanceof Error ? error.message : 'not JSON')
  }
}

function recordedWords(text: string): string | undefined {
  const [word] = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(text) ?? []
  if (word !== undefined) {
    return `Unrecognized token '${word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`
  }
  const [, field] = /^\{\s*([^\s"}])/.exec(text) ?? []
  if (field === undefined) return undefined
  return `Unexpected character ('${field}' (code ${field.codePointAt(0)})): was expecting double-quote to start field name`
}
