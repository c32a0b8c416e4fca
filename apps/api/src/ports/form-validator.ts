import type { Form } from '@countersign/shared/case'
import type { Json } from '@countersign/shared/json'
import type { FieldError } from '../domain/refusal.ts'

/** JSON Schema 2020-12 for the part of a case a reviewer may edit. */
export interface FormValidator {
  /** What is wrong with the schema itself; asked once, at registration. Pointers lead into the schema. */
  schemaFaults(form: Form): readonly FieldError[]
  /** What is wrong with an input. Deterministic, bounded in time. Pointers lead into the input. */
  check(form: Form, input: Readonly<Record<string, Json>>): readonly FieldError[]
}
