import type { SlackStore } from '../../../ports/slack-store.ts'
import type { Statements } from '../statements.ts'
import { createSlackHomeStore } from './homes.ts'
import { createSlackMessageStore } from './messages.ts'
import { createSlackPaceStore } from './pace.ts'
import { createSlackReplyStore } from './replies.ts'
import { createSlackRouteStore } from './routes.ts'
import { createSlackWorkspaceStore } from './workspaces.ts'

export const createSlackStore = (tx: Statements): SlackStore => ({
  workspaces: createSlackWorkspaceStore(tx),
  routes: createSlackRouteStore(tx),
  messages: createSlackMessageStore(tx),
  replies: createSlackReplyStore(tx),
  pace: createSlackPaceStore(tx),
  homes: createSlackHomeStore(tx),
})
