import { expect, it } from 'vitest'
import { checkpointLine, entryLine, exportEnd, exportHeader } from './export-lines.ts'
import { tlogProof } from './tlog-proof.ts'

const start = { key: 'log+0123abcd+key', first: 3, last: 7, before: null }

it('prints the lines of an export in canonical form, one a line', () => {
  expect(exportHeader(start)).toBe(
    '{"export":{"before":null,"count":5,"first":3,"format":"countersign-audit-1","key":"log+0123abcd+key","last":7}}\n',
  )
  expect(exportHeader({ ...start, before: { hash: Buffer.from('ab', 'hex'), range: [Buffer.alloc(3)] } })).toBe(
    '{"export":{"before":{"hash":"ab","range":["AAAA"]},"count":5,"first":3,"format":"countersign-audit-1","key":"log+0123abcd+key","last":7}}\n',
  )
  expect(checkpointLine({ size: 5, note: 'a\n\n— b c\n' })).toBe('{"checkpoint":{"note":"a\\n\\n— b c\\n","size":5}}\n')
  expect(exportEnd(start, Buffer.from('00ff', 'hex'))).toBe('{"end":{"count":5,"first":3,"hash":"00ff","last":7}}\n')
})

it('prints an entry as its leaf, byte for byte', () => {
  expect(entryLine({ leaf: '{"v": 1.0}' })).toBe('{"v": 1.0}\n')
})

it('prints a proof in the published form: place, hashes, a blank line, the checkpoint', () => {
  expect(tlogProof(4, [Buffer.alloc(3), Buffer.from('ff', 'hex')], 'checkpoint\n')).toBe(
    'c2sp.org/tlog-proof@v1\nindex 4\nAAAA\n/w==\n\ncheckpoint\n',
  )
})
