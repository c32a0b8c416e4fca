import { type Case, type Form, sensitiveLabels } from '@countersign/shared/case'
import type { Json } from '@countersign/shared/json'

/** The parts of an approval in which values stand. */
export interface Shown {
  readonly case: Case
  readonly form: Form | null
  /** The edited form of the decision. */
  readonly input: Readonly<Record<string, Json>> | null
}

export interface Masked extends Shown {
  /** JSON Pointers into the view of an approval: what is `null` there because it is masked. */
  readonly masked: readonly string[]
}

export const hasSensitive = (body: Case): boolean => sensitiveLabels(body).length > 0

/**
 * The one place that masks. What the asker marked is gone, and so is every value of the payload and of the form that is
 * the same one: a workflow that marks a field most often sends the document it took it from as well. Words are not
 * searched: what stands inside a text that nobody marked stays.
 */
export function maskCase(shown: Shown): Masked {
  const secrets = secretsOf(shown.case)
  const { payload } = shown.case
  const masked: string[] = []
  const hide = (value: Json, at: string): Json => hideSame(value, at, secrets, masked)
  const hideIn = (values: Readonly<Record<string, Json>>, at: string) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, hide(value, step(at, name))]))
  const gone = (at: string): null => {
    masked.push(at)
    return null
  }
  const fields = shown.case.fields.map((field, index) =>
    field.sensitive ? { ...field, value: gone(`/case/fields/${index}/value`) } : field,
  )
  const changes = shown.case.changes.map((change, index) => {
    const at = `/case/changes/${index}`
    return change.sensitive ? { ...change, from: gone(`${at}/from`), to: gone(`${at}/to`) } : change
  })
  return {
    case: {
      ...shown.case,
      fields,
      changes,
      ...(payload === undefined ? {} : { payload: hide(payload, '/case/payload') }),
    },
    form: shown.form && { ...shown.form, initial: hideIn(shown.form.initial, '/form/initial') },
    input: shown.input && hideIn(shown.input, '/decision/input'),
    masked,
  }
}

/** Chat forms are prefilled: one that would repeat what is masked is filled in in the inbox only. */
export function formForChat({ case: body, form }: Pick<Shown, 'case' | 'form'>): Form | null {
  const { masked } = maskCase({ case: body, form, input: null })
  return masked.some((pointer) => pointer.startsWith('/form/')) ? null : form
}

function secretsOf({ fields, changes }: Case): ReadonlySet<string> {
  const secrets = new Set<string>()
  const add = (value: Json): void => {
    if (typeof value === 'object') for (const part of Object.values(value ?? {})) add(part)
    // A dash or a blank stands for no value, and is no secret.
    else if (sameKey(value) !== '') secrets.add(sameKey(value))
  }
  for (const { value, sensitive } of fields) if (sensitive) add(value)
  for (const { from, to, sensitive } of changes) {
    if (!sensitive) continue
    add(from)
    add(to)
  }
  return secrets
}

function hideSame(value: Json, at: string, secrets: ReadonlySet<string>, masked: string[]): Json {
  if (secrets.size === 0 || value === null) return value
  if (Array.isArray(value)) return value.map((part, index) => hideSame(part, `${at}/${index}`, secrets, masked))
  if (typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, hideSame(part, step(at, name), secrets, masked)]),
    )
  if (!secrets.has(sameKey(value))) return value
  masked.push(at)
  return null
}

/** "SE35 5000" and "se35-5000", "1240.00" and 1240 are the same value to a reader. */
function sameKey(value: string | number | boolean): string {
  const text = String(value).replace(/[\s-]/g, '').toLowerCase()
  return text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text
}

/** RFC 6901. */
const step = (at: string, name: string): string => `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
