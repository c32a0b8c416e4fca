/** What Slack refuses beyond, in characters unless said otherwise (docs.slack.dev, Block Kit reference). */
export const SLACK_LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  header: 150,
  sectionText: 3_000,
  fields: 10,
  fieldText: 2_000,
  actions: 25,
  contextElements: 10,
  buttonText: 75,
  buttonValue: 2_000,
  actionId: 255,
  optionText: 75,
  optionValue: 150,
  options: 100,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  modalTitle: 24,
  inputLabel: 2_000,
  inputValue: 3_000,
  privateMetadata: 3_000,
  /** Of the notification; Slack cuts at 40,000, phones much sooner. */
  text: 400,
} as const

/** At most `max` UTF-16 units, never half a character, with an ellipsis where something is left out. */
export function clamp(text: string, max: number): string {
  if (text.length <= max) return text
  const kept = text.slice(0, max - 1)
  // A high surrogate at the cut has lost its second half.
  return `${kept.replace(/[\ud800-\udbff]$/, '').trimEnd()}…`
}
