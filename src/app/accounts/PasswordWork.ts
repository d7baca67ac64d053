import { Context, Effect, Layer, type Redacted, Semaphore } from "effect"
import { Passwords } from "../../ports/Passwords.ts"
import { TooManyAttempts } from "./AccountRefusals.ts"

/** Hashing fills a processor for a quarter of a second. Two at a time leave threads for files and names, and turns for all else. */
const atOnce = 2

/** How many may wait for their turn: strangers not all of it, so that who was here before finds a place among them. */
const places = { stranger: 8, acquaintance: 16 } as const
export type Standing = keyof typeof places

/** What a full line takes to be worked off, in seconds. */
const patience = 2

/** Passwords compared and hashed without holding up anything else, however many are presented. */
export class PasswordWork extends Context.Service<
  PasswordWork,
  {
    /** Whether the password is that of the hash. Refused at once where the line is too long for one of this standing. */
    readonly matches: (
      password: Redacted.Redacted,
      hash: string,
      standing: Standing
    ) => Effect.Effect<boolean, TooManyAttempts>
    /** For people who are signed in: waits for its turn, never refused. */
    readonly hash: (password: Redacted.Redacted) => Effect.Effect<string>
  }
>()("sticky-dvr/app/accounts/PasswordWork") {}

export const layer = Layer.effect(
  PasswordWork,
  Effect.gen(function* () {
    const passwords = yield* Passwords
    const turns = yield* Semaphore.make(atOnce)
    let present = 0
    const count = (change: 1 | -1) =>
      Effect.sync(() => {
        present += change
      })

    // Work that was begun goes on in its thread though nobody waits for it any more: its turn lasts until it is done.
    const inTurn = <A>(work: Effect.Effect<A>) =>
      Effect.acquireUseRelease(
        count(1),
        () => turns.withPermit(Effect.uninterruptible(work)),
        () => count(-1)
      )

    return PasswordWork.of({
      matches: (password, hash, standing) =>
        Effect.suspend(() =>
          present < atOnce + places[standing]
            ? inTurn(passwords.matches(password, hash))
            : Effect.fail(new TooManyAttempts({ why: "crowd", seconds: patience }))
        ),
      hash: (password) => inTurn(passwords.hash(password))
    })
  })
)
