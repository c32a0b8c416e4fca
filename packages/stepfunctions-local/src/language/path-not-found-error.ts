/** No value where a definite path points; the message is the one AWS's JSONPath engine gives. */
export class PathNotFoundError extends Error {
  override readonly name = 'PathNotFoundError'
}
