/** Whether the database still refuses to change the log; each fault as a sentence. */
export interface AuditGuards {
  faults(): Promise<readonly string[]>
}
