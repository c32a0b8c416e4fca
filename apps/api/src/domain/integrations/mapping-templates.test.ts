import { INTEGRATION_KINDS } from '@countersign/shared/channels'
import { expect, it } from 'vitest'
import { MAPPING_TEMPLATES, readyMade } from './mapping-templates.ts'
import { GENERIC } from './templates/generic.ts'

it('has a mapping ready for each kind of integration, and the generic one for a kind it does not know', () => {
  expect(MAPPING_TEMPLATES.map(({ kind }) => kind).toSorted()).toEqual(INTEGRATION_KINDS.toSorted())
  for (const { kind, mapping } of MAPPING_TEMPLATES) expect(readyMade(kind)).toBe(mapping)
  expect(readyMade('new' as never)).toBe(GENERIC.mapping)
})
