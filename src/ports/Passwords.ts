import { Context, type Effect, type Redacted } from "effect"

/** Password hashes (bcrypt). Both take a noticeable time on purpose and leave the event loop free. */
export class Passwords extends Context.Service<
  Passwords,
  {
    readonly hash: (password: Redacted.Redacted) => Effect.Effect<string>
    readonly matches: (password: Redacted.Redacted, hash: string) => Effect.Effect<boolean>
    /** A hash that no password matches, as costly to compare with as any. */
    readonly decoy: string
  }
>()("sticky-dvr/ports/Passwords") {}
