'use client'

import { apiPath, webPaths } from '@countersign/shared/paths'
import { policySaved } from '@countersign/shared/policies'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { fieldError } from '../../api/field-error.ts'
import { policyQuery } from '../../api/setup-queries.ts'
import { useCommand } from '../../api/use-command.ts'
import { Button } from '../../ui/button.tsx'
import { Field, INPUT } from '../../ui/field.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { AdminPage } from '../admin-page.tsx'
import { PolicyText } from './policy-text.tsx'

const STARTER = `description: What it is for
stages:
  - id: team
    name: Team
    require: { votes: 1 }
`

type Creation = { readonly name: string; readonly policy: { readonly source: string } }

export function NewPolicy() {
  const client = useQueryClient()
  const router = useRouter()
  const [name, setName] = useState('')
  const [text, setText] = useState(STARTER)
  const create = useCommand<Creation, typeof policySaved>(apiPath('policies'), policySaved, ({ policy }) => {
    client.setQueryData(policyQuery(policy.name).queryKey, policy)
    void client.invalidateQueries({ queryKey: ['policies'] })
    router.push(webPaths.policy(policy.name))
  })
  const wrongName = fieldError(create.error, '/name', 'name-taken')
  const wrongText = fieldError(create.error, '/policy')
  return (
    <AdminPage
      title="New policy"
      description="Workflows name it in their request, or a team takes it as its default."
      back={{ href: webPaths.policies(), label: 'Policies' }}
    >
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() && !create.isPending) create.mutate({ name: name.trim(), policy: { source: text } })
        }}
      >
        <div className="max-w-md">
          <Field label="Name" hint="Small letters, digits and hyphens. It never changes." error={wrongName}>
            <input
              value={name}
              maxLength={63}
              required
              autoComplete="off"
              spellCheck={false}
              placeholder="refunds"
              className={INPUT}
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
        </div>
        <PolicyText text={text} onChange={setText} error={wrongText ? create.error : null} />
        {wrongName || wrongText ? null : <ProblemBanner error={create.error} title="It was not created" />}
        <div>
          <Button
            type="submit"
            tone="primary"
            disabledReason={create.isPending ? 'Creating…' : name.trim() ? null : 'Give it a name.'}
          >
            Create policy
          </Button>
        </div>
      </form>
    </AdminPage>
  )
}
