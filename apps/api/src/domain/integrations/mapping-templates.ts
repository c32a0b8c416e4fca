import type { IntegrationKind } from '@countersign/shared/channels'
import type { Mapping } from '@countersign/shared/integrations'
import { GENERIC } from './templates/generic.ts'
import { GITHUB } from './templates/github.ts'
import { JIRA } from './templates/jira.ts'
import type { MappingTemplate } from './templates/mapping-template.ts'
import { SERVICENOW } from './templates/servicenow.ts'

/** Ready to use and to learn from; each fixture is a message of that system and what becomes of it. */
export const MAPPING_TEMPLATES: readonly MappingTemplate[] = [SERVICENOW, JIRA, GITHUB, GENERIC]

/** What an integration starts with when it is given no mapping of its own. */
export function readyMade(kind: IntegrationKind): Mapping {
  return (MAPPING_TEMPLATES.find((template) => template.kind === kind) ?? GENERIC).mapping
}
