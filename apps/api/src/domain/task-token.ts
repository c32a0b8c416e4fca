const REDACTED = '[task token]'
// What util.inspect and console.log ask for, without importing them.
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

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

  [INSPECT](): string {
    return REDACTED
  }
}
