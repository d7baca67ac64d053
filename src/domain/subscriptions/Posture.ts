import { Schema } from "effect"

/** What one user wishes for one source. */
export const Posture = Schema.Literals(["active", "paused", "archived"]).annotate({ identifier: "Posture" })
export type Posture = typeof Posture.Type

export const PostureCommand = Schema.Literals(["pause", "resume", "archive"]).annotate({ identifier: "PostureCommand" })
export type PostureCommand = typeof PostureCommand.Type

const table: { readonly [C in PostureCommand]: Posture } = { pause: "paused", resume: "active", archive: "archived" }

/** The posture that `command` leads to, from any: an archived subscription can also be paused, which starts nothing. */
export const postureAfter = (command: PostureCommand): Posture => table[command]
