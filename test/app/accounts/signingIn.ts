import { assert } from "@effect/vitest"
import { Clock, Effect, Layer, Redacted, Ref } from "effect"
import * as Jwt from "../../../src/adapters/crypto/Jwt.ts"
import * as Memory from "../../../src/adapters/memory/World.ts"
import * as Attempts from "../../../src/app/accounts/Attempts.ts"
import * as Auditing from "../../../src/app/accounts/Auditing.ts"
import * as PasswordWork from "../../../src/app/accounts/PasswordWork.ts"
import * as RefusalLog from "../../../src/app/accounts/RefusalLog.ts"
import * as SessionsCheck from "../../../src/app/accounts/SessionsCheck.ts"
import * as SignIn from "../../../src/app/accounts/SignIn.ts"
import { Instant } from "../../../src/domain/values/Time.ts"
import { Passwords } from "../../../src/ports/Passwords.ts"
import { Users } from "../../../src/ports/Users.ts"

export const compared = Ref.makeUnsafe<ReadonlyArray<string>>([])

/** Passwords whose hash is the text itself, and that count how often they are compared with. */
export const passwords = Layer.succeed(Passwords, {
  decoy: "decoy",
  hash: (password) => Effect.succeed(`hash of ${Redacted.value(password)}`),
  matches: (password, hash) =>
    Effect.as(
      Ref.update(compared, (all) => [...all, hash]),
      hash === `hash of ${Redacted.value(password)}`
    )
})

export const world = SignIn.layer.pipe(
  Layer.provideMerge([Attempts.layer, PasswordWork.layer, RefusalLog.layer, SessionsCheck.layer]),
  Layer.provideMerge(Auditing.layer),
  Layer.provideMerge([Memory.layer, passwords, Jwt.layer(Redacted.make("thirty-two bytes at least, for the tests"))])
)

export const client = { address: "192.0.2.1", userAgent: "a browser" }
export const right = Redacted.make("the right one")

export const alice = Effect.gen(function* () {
  const users = yield* Users
  const at = Instant.make(yield* Clock.currentTimeMillis)
  return yield* users.create({ username: "alice", passwordHash: "hash of the right one", role: "user", at })
})

export const refreshOf = ({ refresh }: SignIn.Granted) => refresh ?? assert.fail("a refresh token was expected")
