'use client'

import type { AccountView } from '@countersign/shared/accounts'
import { fieldError } from '../../api/field-error.ts'
import { Field, INPUT } from '../../ui/field.tsx'
import { namesIn, namesOut } from '../names.ts'

export type AccountDraft = {
  readonly id: string
  readonly label: string
  readonly roleArn: string
  readonly regions: string
  readonly sendTaskRate: string
}

export const EMPTY_ACCOUNT: AccountDraft = { id: '', label: '', roleArn: '', regions: '', sendTaskRate: '' }

export const accountDraft = ({ id, label, roleArn, regions, sendTaskRate }: AccountView): AccountDraft => ({
  id,
  label,
  roleArn: roleArn ?? '',
  regions: namesOut(regions),
  sendTaskRate: sendTaskRate === null ? '' : String(sendTaskRate),
})

/** What both creating and changing send. */
export const accountPart = ({ label, roleArn, regions, sendTaskRate }: AccountDraft) => ({
  label: label.trim(),
  roleArn: roleArn.trim() === '' ? null : roleArn.trim(),
  regions: namesIn(regions),
  sendTaskRate: sendTaskRate.trim() === '' ? null : Number(sendTaskRate),
})

export function missingIn({ id, label, sendTaskRate }: AccountDraft): string | null {
  if (!/^\d{12}$/.test(id.trim())) return 'Give the twelve digits of the account.'
  if (label.trim() === '') return 'Give it a name.'
  if (sendTaskRate.trim() !== '' && !/^\d+$/.test(sendTaskRate.trim())) return 'The rate is a whole number.'
  return null
}

type Props = {
  readonly draft: AccountDraft
  readonly onChange: (part: Partial<AccountDraft>) => void
  readonly error: unknown
  /** The id of an account that exists stays. */
  readonly isNew: boolean
}

export function AccountFields({ draft, onChange, error, isNew }: Props) {
  const input = (field: keyof AccountDraft, placeholder: string, look = '') => (
    <input
      value={draft[field]}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange({ [field]: event.target.value })}
      placeholder={placeholder}
      className={`${INPUT} ${look}`}
    />
  )
  const rolePlaceholder = `arn:aws:iam::${/^\d{12}$/.test(draft.id) ? draft.id : '210987654321'}:role/countersign`
  return (
    <div className="grid max-w-2xl gap-5">
      {isNew ? (
        <Field label="Account id" error={fieldError(error, '/id', 'name-taken')}>
          {input('id', '210987654321', 'tabular')}
        </Field>
      ) : null}
      <Field label="Name" error={fieldError(error, '/label')}>
        {input('label', 'Payments production')}
      </Field>
      <Field
        label="Role"
        hint="In that account: only its own principals may answer its tasks. It may exist already or be created next. Empty only for the account of this installation."
        error={fieldError(error, '/roleArn')}
      >
        {input('roleArn', rolePlaceholder, 'font-mono text-xs')}
      </Field>
      <Field
        label="Regions (optional)"
        hint="With commas between them. Empty: every region. Executions elsewhere are refused at registration."
        error={fieldError(error, '/regions')}
      >
        {input('regions', 'eu-west-1, us-east-1')}
      </Field>
      <Field
        label="Calls per second (optional)"
        hint="Of each SendTask API in each region: about 80 % of the account’s quota. Empty: the rate of this installation."
        error={fieldError(error, '/sendTaskRate')}
      >
        {input('sendTaskRate', '240', 'tabular')}
      </Field>
    </div>
  )
}
