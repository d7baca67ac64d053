import { Schema } from "effect"

/** The embedded server can't run; the message is one sentence that says why and what to do. */
export class PostgresUnavailable extends Schema.TaggedError<PostgresUnavailable>()("PostgresUnavailable", {
  message: Schema.String
}) {}

/** The server started but gave up; `log` is what it said last. */
export class ServerGaveUp extends Schema.TaggedError<ServerGaveUp>()("ServerGaveUp", {
  log: Schema.Array(Schema.String)
}) {
  /** Its complaint: the last line that is an error, else the last line. */
  override get message() {
    const complaint = this.log.findLast((line) => /\b(FATAL|PANIC|ERROR|error):/.test(line)) ?? this.log.at(-1)
    return complaint?.replace(/^.*?\b(FATAL|PANIC|ERROR|error):\s*/, "") ?? "it said nothing"
  }

  /** Whether the cause passes by itself: a port just taken, or a dead server's orphans still leaving. */
  get isPassing() {
    return this.log.some((line) => /could not bind|lock file "[^"]*" already exists|shared memory block/.test(line))
  }
}
