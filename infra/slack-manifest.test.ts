import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { API_PATHS, webPaths } from '@countersign/shared/paths'
import { expect, test } from 'vitest'
import { BOT_SCOPES } from '../apps/api/src/adapters/slack/installer.ts'

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, 'slack/manifest.json'), 'utf8'))
const readme = readFileSync(join(import.meta.dirname, 'slack/README.md'), 'utf8')

test('the Slack app asks for what the service uses, and each scope is explained', () => {
  expect(manifest.oauth_config.scopes.bot).toEqual([...BOT_SCOPES])
  for (const scope of [...BOT_SCOPES, ...manifest.oauth_config.scopes.user]) expect(readme).toContain(`\`${scope}\``)
})

test('the Slack app’s addresses are ours', () => {
  const host = 'https://countersign.example.com'
  const { settings, features, oauth_config } = manifest
  for (const url of [
    settings.event_subscriptions.request_url,
    settings.interactivity.request_url,
    features.slash_commands[0].url,
  ])
    expect(url).toBe(`${host}${API_PATHS.slackEvents}`)
  expect(oauth_config.redirect_urls).toEqual([
    `${host}${webPaths.slackInstalled()}`,
    `${host}${webPaths.slackLinked()}`,
  ])
})
