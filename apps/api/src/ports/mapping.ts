import type { MappedDecision, Mapping } from '@countersign/shared/integrations'
import type { MappingInput } from '../domain/integrations/mapping-input.ts'

/** Reads somebody else's JSON by an integration's expressions. */
export interface MappingEngine {
  /** What is wrong with the expressions themselves: each fault names its expression and the place in it. */
  check(mapping: Mapping): readonly MappingFault[]
  /** Bounded in time and size, and never throws for what a message or a mapping contains. */
  apply(mapping: Mapping, input: MappingInput): MappedDecision
}

export interface MappingFault {
  readonly expression: string
  readonly message: string
}
