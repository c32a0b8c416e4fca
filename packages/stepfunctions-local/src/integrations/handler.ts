import type { Json } from '../language/json.ts'

/** What a handler is told besides its input. */
export interface HandlerContext {
  readonly executionArn: string
  readonly stateMachineArn: string
  readonly stateName: string
  readonly retryCount: number
  /** The task's resource ARN. */
  readonly resource: string
  /** For `.waitForTaskToken` and `.sync` tasks. */
  readonly taskToken?: string
  /** Aborted when the task has ended in another way, for example by its timeout. */
  readonly signal: AbortSignal
}

/**
 * Stands for a Lambda function or a service action. What it returns is the result; what it throws is the task's
 * error, named by the error's `name`. A string is the URL of an HTTP endpoint that gets the input as JSON.
 */
export type Handler = string | HandlerFunction

/** Declared as a method so that a handler may name the input type it expects: the definition decides what it gets. */
export type HandlerFunction = {
  invoke(input: Json, context: HandlerContext): unknown
}['invoke']

/** The first of the names that has a handler. */
export function findHandler(handlers: Handlers, ...names: string[]): Handler | undefined {
  const found = names.find((name) => Object.hasOwn(handlers, name))
  return found === undefined ? undefined : handlers[found]
}

/** By function name (`ReserveInventory`), function ARN, or service action (`sns:publish`). */
export type Handlers = Readonly<Record<string, Handler>>
