import { webPaths } from '@countersign/shared/paths'
import { ago } from '@countersign/shared/time-left'
import type { Refusal } from '../../domain/refusal.ts'
import { refusalSentence } from '../../present/refusal-sentence.ts'
import type { SlackTold } from '../../present/slack-in/render-answer.ts'

const NOT_RECORDED = 'Nothing was recorded.'

/** Somebody whose account nobody has linked: their name or e-mail says nothing about who they are (I8). */
const LINK_FIRST = `Countersign does not know this Slack account yet. Link it in your settings, then try again. ${NOT_RECORDED}`

const DISABLED = `Your account here is disabled; ask an admin. ${NOT_RECORDED}`

/** Why somebody's presses count for nobody. */
export const STRANGER_SENTENCES = { unknown: LINK_FIRST, disabled: DISABLED } as const
export type StrangerSentence = (typeof STRANGER_SENTENCES)[keyof typeof STRANGER_SENTENCES]

export const isForStranger = (sentence: string): boolean => sentence === LINK_FIRST || sentence === DISABLED

/** A refusal as it reads in Slack: when it happened, and that nothing came of the press. */
export function slackSentence(refusal: Refusal, now: Date): string {
  switch (refusal.code) {
    case 'already-decided':
      return refusalSentence(refusal, (at) => ago(at.getTime(), now.getTime()))
    case 'superseded':
      return `${refusalSentence(refusal, (at) => ago(at.getTime(), now.getTime()))} ${NOT_RECORDED}`
    case 'already-voted':
    case 'too-late-to-undo':
      return refusal.sentence
    case 'case-changed':
    case 'version-changed':
      return `${refusalSentence(refusal, String)} Look at it again and decide on what it says now. ${NOT_RECORDED}`
    case 'invalid-request':
      return `${refusal.errors.map(({ pointer, message }) => `${pointer.split('/').at(-1)} ${message}.`).join(' ')} ${NOT_RECORDED}`
    default:
      return `${refusalSentence(refusal, String)} ${NOT_RECORDED}`
  }
}

export const settingsLink = (publicUrl: string): SlackTold['link'] => ({
  label: 'Open settings',
  url: `${publicUrl}${webPaths.settings()}`,
})

export const inboxLink = (publicUrl: string, id: string): SlackTold['link'] => ({
  label: 'Open in inbox',
  url: `${publicUrl}${webPaths.approval(id)}`,
})
