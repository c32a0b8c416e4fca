import type { ApprovalView } from '@countersign/shared/views'

/** What the service masks, as far as these cases have it: what is marked, and a form that repeats it. */
export function maskView(view: ApprovalView): Pick<ApprovalView, 'case' | 'form' | 'masked'> {
  const masked: string[] = []
  const gone = (at: string): null => {
    masked.push(at)
    return null
  }
  const secrets = view.case.fields.flatMap(({ value, sensitive }) => (sensitive ? [value] : []))
  const body = {
    ...view.case,
    fields: view.case.fields.map((field, at) =>
      field.sensitive ? { ...field, value: gone(`/case/fields/${at}/value`) } : field,
    ),
    changes: view.case.changes.map((change, at) =>
      change.sensitive
        ? { ...change, from: gone(`/case/changes/${at}/from`), to: gone(`/case/changes/${at}/to`) }
        : change,
    ),
  }
  const { payload } = view.case
  const isFlat = typeof payload === 'object' && payload !== null && !Array.isArray(payload)
  const hideIn = <V>(values: Record<string, V>, at: string) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        secrets.some((secret) => secret === value) ? gone(`${at}/${name}`) : value,
      ]),
    )
  return {
    case: isFlat ? { ...body, payload: hideIn(payload, '/case/payload') } : body,
    form: view.form && { ...view.form, initial: hideIn(view.form.initial, '/form/initial') },
    masked,
  }
}
