import type { Json } from './json.ts'

/**
 * Everything an expression of a state can see.
 * `input` is `$` in JSONPath and `$states.input` in JSONata; `context` is `$$` and `$states.context`;
 * `result` and `errorOutput` exist only where the language offers them (after the work, inside a Catch).
 */
export interface Scope {
  input: Json
  context: Json
  variables: Readonly<Record<string, Json>>
  result?: Json
  errorOutput?: Json
}
