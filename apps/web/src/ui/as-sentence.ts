/** What a log says ("no answer within 10 s") as a sentence among others. */
export function asSentence(text: string): string {
  const whole = text.trim()
  if (whole === '') return ''
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}${/[.!?…]$/.test(whole) ? '' : '.'}`
}
