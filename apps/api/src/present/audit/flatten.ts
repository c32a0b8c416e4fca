/** Every value of a nested object with the way to it: `signatures.0.name`. Empty lists and objects say so. */
export function flatten(value: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof value !== 'object' || value === null) return [[path, value === null ? '' : String(value)]]
  const members = Object.entries(value)
  if (members.length === 0) return [[path, '(none)']]
  return members.flatMap(([key, member]) => flatten(member, path === '' ? key : `${path}.${key}`))
}
