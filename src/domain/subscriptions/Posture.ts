import { Effect, Schema } from "effect"

/** What one user wishes for one source. */
export const Posture = Schema.Literals(["active", "paused", "archived"]).annotate({ identifier: "Posture" })
export type Posture = typeof Posture.Type

export const PostureCommand = Schema.Literals(["pause", "resume", "archive"]).annotate({ identifier: "PostureCommand" })
export type PostureCommand = typeof PostureCommand.Type

/** The command makes no sense for a subscription in this posture. */
export class PostureConflict extends Schema.TaggedError<PostureConflict>()("PostureConflict", {
  from: Posture,
  command: PostureCommand
}) {
  override get message() {
    return `An ${this.from} subscription can't be ${this.command}d. Resume it first.`
  }
}

const table: { readonly [C in PostureCommand]: { readonly [P in Posture]: Posture | undefined } } = {
  pause: { active: "paused", paused: "paused", archived: undefined },
  resume: { active: "active", paused: "active", archived: "active" },
  archive: { active: "archived", paused: "archived", archived: "archived" }
}

/** The posture that `command` leads to; the same command twice changes nothing more. Fails where the table has no cell. */
export const transition = (from: Posture, command: PostureCommand): Effect.Effect<Posture, PostureConflict> => {
  const to = table[command][from]
  return to === undefined ? Effect.fail(new PostureConflict({ from, command })) : Effect.succeed(to)
}
