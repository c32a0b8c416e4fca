/** Everything a key can ask for. Components answer to the commands they can carry out at the moment. */
export type Command =
  | 'next'
  | 'previous'
  | 'open'
  | 'back'
  | 'approve'
  | 'reject'
  | 'edit'
  | 'comment'
  | 'commit'
  | 'send'
  | 'undo'
  | 'snooze'
  | 'claim'
  | 'hand-over'
  | 'search'
  | 'load-new'
  | 'help'
  | 'changes'
  | 'raw'
  | 'reveal'
  | 'next-section'
  | 'previous-section'
  | 'go-waiting'
  | 'go-all'
  | 'go-asked'
  | 'go-snoozed'
  | 'go-done'
  | `pick-${number}`

export type KeyPress = {
  readonly key: string
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
  readonly repeat: boolean
  /** An input method is composing: the key belongs to it. */
  readonly composing: boolean
}

/**
 * Where the key was pressed. Typing and dialogs keep their keys; a focused button or link keeps Enter and Space; a
 * radio button keeps its arrows and lets digits pick.
 */
export type KeyPlace = 'page' | 'control' | 'choice' | 'typing' | 'dialog'

export type KeyResult = { readonly command: Command | null; readonly prefix: 'g' | null }

const NOTHING: KeyResult = { command: null, prefix: null }

const PLAIN: Readonly<Record<string, Command>> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  o: 'open',
  Enter: 'open',
  u: 'back',
  Escape: 'back',
  a: 'approve',
  r: 'reject',
  e: 'edit',
  c: 'comment',
  z: 'undo',
  h: 'snooze',
  m: 'claim',
  f: 'hand-over',
  '/': 'search',
  n: 'load-new',
  '?': 'help',
  d: 'changes',
  v: 'raw',
  s: 'reveal',
  ']': 'next-section',
  '[': 'previous-section',
}

const AFTER_G: Readonly<Record<string, Command>> = {
  i: 'go-waiting',
  t: 'go-all',
  s: 'go-asked',
  z: 'go-snoozed',
  h: 'go-done',
}

/** One key press, and the prefix before it, as a command. Pure, so that the whole map is tested without a browser. */
export function keyCommand(press: KeyPress, place: KeyPlace, prefix: 'g' | null): KeyResult {
  if (press.composing || place === 'dialog') return NOTHING
  if (press.key === 'Enter' && press.ctrl) return only(press.repeat ? null : 'send')
  if (press.ctrl || press.alt) return NOTHING
  // Esc leaves a field's panel; every other key in a field is text.
  if (place === 'typing') return only(press.key === 'Escape' ? 'back' : null)
  if (place === 'choice' && !/^[1-9]$/.test(press.key)) return only(press.key === 'Escape' ? 'back' : null)
  if (place === 'control' && (press.key === 'Enter' || press.key === ' ')) return NOTHING
  if (prefix === 'g') return only(AFTER_G[press.key] ?? null)
  if (press.key === 'g') return { command: null, prefix: 'g' }
  if (/^[1-9]$/.test(press.key)) return only(`pick-${Number(press.key)}`)
  const command = PLAIN[press.key] ?? null
  // A held key may walk the list; it may never arm, commit or undo.
  return only(press.repeat && command !== 'next' && command !== 'previous' ? null : command)
}

const only = (command: Command | null): KeyResult => ({ command, prefix: null })
