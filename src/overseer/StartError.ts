import { Schema } from "effect"

/** The overseer could not take up its work; the message is one sentence that says what to change. */
export class StartError extends Schema.TaggedError<StartError>()("StartError", { message: Schema.String }) {}
