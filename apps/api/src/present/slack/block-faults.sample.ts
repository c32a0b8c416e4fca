import { SLACK_LIMITS } from './limits.ts'

type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null
const textOf = (value: unknown): string => (isNode(value) && typeof value.text === 'string' ? value.text : '')
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** For tests: what Slack would refuse, judged by its documented limits and not by our rendering. */
export function faultsOf(blocks: readonly unknown[], maxBlocks: number = SLACK_LIMITS.messageBlocks): string[] {
  const faults: string[] = blocks.length > maxBlocks ? [`${blocks.length} blocks`] : []
  const limit = (what: string, value: unknown, max: number) => {
    if (typeof value === 'string' && value.length > max) faults.push(`${what}: ${value.length} > ${max}`)
  }
  const walk = (node: unknown): void => {
    if (!isNode(node)) return
    for (const child of Object.values(node)) walk(child)
    limit('action_id', node.action_id, 255)
    limit('block_id', node.block_id, 255)
    switch (node.type) {
      case 'header':
        limit('header', textOf(node.text), 150)
        break
      case 'section':
        limit('section', textOf(node.text), 3_000)
        if (listOf(node.fields).length > 10) faults.push('fields')
        for (const field of listOf(node.fields)) limit('field', textOf(field), 2_000)
        break
      case 'context':
        if (listOf(node.elements).length > 10) faults.push('context elements')
        for (const element of listOf(node.elements)) limit('context', textOf(element), 3_000)
        break
      case 'actions':
        if (listOf(node.elements).length > 25) faults.push('actions elements')
        if (
          new Set(listOf(node.elements).map((each) => isNode(each) && each.action_id)).size !==
          listOf(node.elements).length
        )
          faults.push('the same action_id twice in a block')
        break
      case 'button':
        limit('button', textOf(node.text), 75)
        limit('button value', node.value, 2_000)
        limit('url', node.url, 3_000)
        break
      case 'plain_text':
      case 'mrkdwn':
        if (node.text === '') faults.push('empty text')
        break
    }
    if (isNode(node.confirm)) {
      limit('confirm title', textOf(node.confirm.title), 100)
      limit('confirm text', textOf(node.confirm.text), 300)
      limit('confirm button', textOf(node.confirm.confirm), 30)
    }
    for (const option of listOf(node.options)) {
      limit('option', textOf(isNode(option) && option.text), 75)
      limit('option value', isNode(option) && option.value, 150)
    }
  }
  walk(blocks)
  return faults
}

/** Every text of one kind, such as what Slack parses for markup. */
export function stringsOf(value: unknown, type: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => stringsOf(each, type))
  if (!isNode(value)) return []
  const own = value.type === type && typeof value.text === 'string' ? [value.text] : []
  return [...own, ...Object.values(value).flatMap((each) => stringsOf(each, type))]
}
