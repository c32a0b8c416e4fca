import { inspect } from 'node:util'

const REDACTED = '[task token]'

/**
 * The bearer secret of one attempt (I10). It cannot be logged, serialised or interpolated: every conversion yields
 * "[task token]". Only sealing and the callback dispatcher call `reveal()`.
 */
export class TaskToken {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return REDACTED
  }

  toJSON(): string {
    return REDACTED
  }

  [Symbol.toPrimitive](): string {
    return REDACTED
  }

  [inspect.custom](): string {
    return REDACTED
  }
}
