import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Option, Redacted, Ref } from "effect"
import { TestClock } from "effect/testing"
import { unlockUser } from "../../../src/app/accounts/Rescue.ts"
import * as SessionsCheck from "../../../src/app/accounts/SessionsCheck.ts"
import * as SignIn from "../../../src/app/accounts/SignIn.ts"
import { Instant } from "../../../src/domain/values/Time.ts"
import { AuditLog } from "../../../src/ports/AuditLog.ts"
import { Sessions } from "../../../src/ports/Sessions.ts"
import { Users } from "../../../src/ports/Users.ts"

import { alice, client, compared, right, world } from "./signingIn.ts"

describe("signing in", () => {
  it.effect("S4: does the same work whether or not the user exists: one comparison", () =>
    Effect.gen(function* () {
      yield* alice
      const { login } = yield* SignIn.SignIn
      for (const [name, hash] of [
        ["alice", "hash of the right one"],
        ["nobody", "decoy"]
      ] as const) {
        yield* Ref.set(compared, [])
        assert.strictEqual((yield* Effect.flip(login(name, Redacted.make("wrong"), client)))._tag, "WrongLogin")
        assert.deepStrictEqual(yield* Ref.get(compared), [hash])
      }
    }).pipe(Effect.provide(world))
  )

  it.effect("S4: the tenth and last guess of a minute is followed by a wait, also for the right password", () =>
    Effect.gen(function* () {
      yield* alice
      const { login } = yield* SignIn.SignIn
      for (let i = 0; i < 10; i++) yield* Effect.flip(login("alice", Redacted.make("wrong"), client))
      const refusal = yield* Effect.flip(login("alice", right, client))
      assert.strictEqual(refusal._tag, "TooManyAttempts")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* login("alice", right, client)).user.username, "alice")
    }).pipe(Effect.provide(world))
  )

  it.effect("S21: guesses from everywhere keep nobody out who signed in from here before, but from elsewhere", () =>
    Effect.gen(function* () {
      yield* alice
      const { login } = yield* SignIn.SignIn
      yield* login("alice", right, client)
      for (let network = 0; network < 100; network++) {
        yield* Effect.flip(login("alice", Redacted.make("wrong"), { ...client, address: `198.51.100.${network}` }))
      }
      const elsewhere = { ...client, address: "203.0.113.1" }
      assert.strictEqual((yield* Effect.flip(login("alice", right, elsewhere)))._tag, "TooManyAttempts")
      assert.strictEqual((yield* login("alice", right, client)).user.username, "alice")
      assert.strictEqual((yield* Effect.flip(login("bob", right, elsewhere)))._tag, "WrongLogin")
    }).pipe(Effect.provide(world))
  )

  it.effect("S21: the command line lets attempts count anew, for every spelling of the name", () =>
    Effect.gen(function* () {
      yield* alice
      const { login } = yield* SignIn.SignIn
      for (const name of Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? "Alice" : " alice"))) {
        yield* Effect.flip(login(name, Redacted.make("wrong"), client))
      }
      assert.strictEqual((yield* Effect.flip(login("alice", right, client)))._tag, "TooManyAttempts")
      yield* TestClock.adjust("1 second")
      yield* unlockUser("ALICE")
      yield* login("alice", right, client)
      const told = yield* (yield* AuditLog).list({ before: null, limit: 20, search: null })
      assert.deepStrictEqual(
        told.slice(0, 3).map(({ action, subject }) => `${action} ${action === "session.begin" ? "" : subject}`),
        ["session.begin ", "user.unlock alice", "session.limited alice"]
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("S16: a name is meant by any spelling of it, and shown as it was given", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const passwordHash = "hash of the right one"
      yield* users.create({ username: "Jos\u00e9", passwordHash, role: "user", at: Instant.make(0) })
      const { login } = yield* SignIn.SignIn
      for (const name of [
        "Jos\u00e9",
        "Jose\u0301",
        "JOS\u00c9",
        " jos\u00e9 ",
        "Jos\u00e9\u200b",
        "\u3000\uff2aos\u00e9\t"
      ]) {
        assert.strictEqual((yield* login(name, right, client)).user.username, "Jos\u00e9", JSON.stringify(name))
      }
    }).pipe(Effect.provide(world))
  )
})

describe("the check of a session", () => {
  it.effect("holds until the session ends, here or elsewhere, or expires", () =>
    Effect.gen(function* () {
      const user = yield* alice
      const sessions = yield* Sessions
      const check = yield* SessionsCheck.SessionsCheck
      const { login } = yield* SignIn.SignIn
      yield* login("alice", right, client)
      const [session] = yield* sessions.listOfUser(user.id, Instant.make(yield* Clock.currentTimeMillis))
      const id = session?.id ?? assert.fail("a session was expected")
      assert.isTrue(Option.isSome(yield* check.check(user.id, id)))
      // Changed by another backend: only the store's hint tells.
      yield* (yield* Users).change(user.id, { role: "admin", at: Instant.make(0) })
      yield* Effect.yieldNow
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(Option.getOrThrow(yield* check.check(user.id, id)).role, "admin")
      yield* sessions.remove(id)
      yield* TestClock.adjust("1 millis")
      assert.isTrue(Option.isNone(yield* check.check(user.id, id)))
    }).pipe(Effect.provide(world))
  )

  it.effect("does not believe a session of another user", () =>
    Effect.gen(function* () {
      const user = yield* alice
      const users = yield* Users
      const other = yield* users.create({ username: "bob", passwordHash: "x", role: "admin", at: Instant.make(0) })
      const check = yield* SessionsCheck.SessionsCheck
      yield* (yield* SignIn.SignIn).login("alice", right, client)
      const [session] = yield* (yield* Sessions).listOfUser(user.id, Instant.make(0))
      const id = session?.id ?? assert.fail("a session was expected")
      assert.isTrue(Option.isNone(yield* check.check(other.id, id)))
    }).pipe(Effect.provide(world))
  )
})
