/** The web app's colours as mail programs know them. Light is inline; dark is a media query, which inline styles lose to. */
export const LIGHT = {
  canvas: '#f5f6f8',
  surface: '#ffffff',
  sunken: '#f5f6f8',
  line: '#e4e6eb',
  ink: '#191c26',
  soft: '#494e5d',
  faint: '#666b7a',
  accent: '#3351c9',
  onAccent: '#ffffff',
  good: '#1c6b3d',
  warn: '#855400',
  bad: '#b4271f',
} as const

const DARK: Record<keyof typeof LIGHT, string> = {
  canvas: '#0c0d11',
  surface: '#13151a',
  sunken: '#1a1c22',
  line: '#2a2d36',
  ink: '#ecedf2',
  soft: '#b3b7c3',
  faint: '#9599a7',
  accent: '#4f6de2',
  onAccent: '#ffffff',
  good: '#74d39d',
  warn: '#e8b756',
  bad: '#f78f88',
}

/** No web font: the reader's own, as in the rest of their mail. */
export const FONT = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"

const tone = (name: keyof typeof DARK) => `.t-${name}{color:${DARK[name]}!important}`

export const STYLES = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
table{border-spacing:0}
.why{overflow-wrap:anywhere}
@media (max-width:480px){
.pad{padding-left:20px!important;padding-right:20px!important}
.card{border-radius:0!important;border-left:0!important;border-right:0!important}
.label{width:84px!important}
}
@media (prefers-color-scheme:dark){
.canvas{background-color:${DARK.canvas}!important}
.card{background-color:${DARK.surface}!important;border-color:${DARK.line}!important}
.line{border-color:${DARK.line}!important}
.quote{background-color:${DARK.sunken}!important;border-color:${DARK.line}!important}
.button{background-color:${DARK.accent}!important}
${(Object.keys(DARK) as (keyof typeof DARK)[]).map(tone).join('\n')}
}`
