/** I12: the instant that deadlines and undo windows are judged by. */
export interface DatabaseClock {
  now(): Promise<Date>
}
