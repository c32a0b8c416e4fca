import type { MappingTemplates } from '@countersign/shared/integrations'

/** A mapping for one kind of system, with messages of it and what becomes of them. */
export type MappingTemplate = MappingTemplates['items'][number]
