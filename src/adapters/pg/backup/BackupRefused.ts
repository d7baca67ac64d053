import { Schema } from "effect"

/** A backup can't be made or restored; the message says why and what to do, and nothing was changed. */
export class BackupRefused extends Schema.TaggedError<BackupRefused>()("BackupRefused", { message: Schema.String }) {}

export const refuse = (message: string) => new BackupRefused({ message })
