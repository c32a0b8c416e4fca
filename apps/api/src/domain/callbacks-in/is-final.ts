/**
 * Whether the answer to a message is its answer for good. Anything else may be sent again under the same id: a repaired
 * mapping, a case that was read again or a service that is back gives another one.
 */
export const isFinal = (status: number): boolean =>
  (status >= 200 && status < 300) || status === 403 || status === 409 || status === 410
