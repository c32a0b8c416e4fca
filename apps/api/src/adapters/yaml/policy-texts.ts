import { PLAIN_POLICY } from '@countersign/shared/policy-document'
import { type Document, isAlias, isNode, LineCounter, parseDocument, stringify, visit } from 'yaml'
import type { FieldError } from '../../domain/refusal.ts'
import type { PolicyTexts } from '../../ports/policies.ts'

const PLAIN_TEXT = '# The plain policy: one vote of the team that was asked, never by whoever asked.\n{}\n'
/** Far deeper than any policy nests. */
const MAX_DEPTH = 30

/**
 * YAML 1.2 without what makes it dangerous or ambiguous: no aliases (a few lines could mean gigabytes), no tags, no
 * second document, no key twice. JSON is YAML, so it is read by the same lines.
 */
export function createPolicyTexts(): PolicyTexts {
  return {
    write(document) {
      const plain = new Map(Object.entries(PLAIN_POLICY).map(([name, value]) => [name, JSON.stringify(value)]))
      const written = Object.entries(document).filter(([name, value]) => plain.get(name) !== JSON.stringify(value))
      return written.length === 0
        ? PLAIN_TEXT
        : stringify(Object.fromEntries(written), { aliasDuplicateObjects: false })
    },

    read(source) {
      const lines = new LineCounter()
      const fault = (message: string, offset = 0): FieldError => ({
        pointer: '',
        message,
        line: lines.linePos(offset).line || 1,
      })
      if (nestsDeeper(source)) return { kind: 'faults', errors: [fault(`is nested deeper than ${MAX_DEPTH} levels`)] }
      const document = parseDocument(source, {
        lineCounter: lines,
        schema: 'core',
        uniqueKeys: true,
        merge: false,
        prettyErrors: false,
      })
      const errors = [...document.errors, ...document.warnings].map(({ message, pos }) => fault(message, pos[0]))
      visit(document, {
        Node(_, node) {
          if (isAlias(node) || node.anchor)
            errors.push(fault('anchors and aliases are not taken: write it out', node.range?.[0]))
          if (node.tag) errors.push(fault('tags are not taken: write the plain value', node.range?.[0]))
        },
      })
      if (errors.length > 0) return { kind: 'faults', errors: errors.slice(0, 20) }
      return {
        kind: 'document',
        value: document.toJS({ maxAliasCount: 0 }),
        lineOf: (pointer) => lines.linePos(offsetOf(document, pointer)).line || 1,
      }
    },
  }
}

/** Of the member, else of the nearest one around it. */
function offsetOf(document: Document, pointer: string): number {
  const path = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return document.contents?.range?.[0] ?? 0
}

/** Before anything recurses over it: flow brackets, and indentation that only grows. */
function nestsDeeper(source: string): boolean {
  let open = 0
  for (const character of source) {
    if (character === '[' || character === '{') open += 1
    if (character === ']' || character === '}') open -= 1
    if (open > MAX_DEPTH) return true
  }
  return new RegExp(`^[ ]{${MAX_DEPTH * 8},}\\S|(?:- |\\? ){${MAX_DEPTH},}`, 'm').test(source)
}
