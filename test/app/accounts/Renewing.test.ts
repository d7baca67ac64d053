import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as SignIn from "../../../src/app/accounts/SignIn.ts"
import { endAfter } from "../../../src/domain/accounts/Session.ts"
import { Instant } from "../../../src/domain/values/Time.ts"
import { AuditLog } from "../../../src/ports/AuditLog.ts"
import { Sessions } from "../../../src/ports/Sessions.ts"
import { Tokens } from "../../../src/ports/Tokens.ts"

import { alice, client, refreshOf, right, world } from "./signingIn.ts"

describe("renewing a session", () => {
  it.effect("S5: a replaced token yields access for 30 seconds, without another rotation", () =>
    Effect.gen(function* () {
      yield* alice
      const { login, refresh } = yield* SignIn.SignIn
      const first = refreshOf(yield* login("alice", right, client))
      const second = refreshOf(yield* refresh(first, client))
      yield* TestClock.adjust("30 seconds")
      assert.isNull((yield* refresh(first, client)).refresh)
      assert.isNotNull((yield* refresh(second, client)).refresh)
    }).pipe(Effect.provide(world))
  )

  it.effect("S5: used after that it ends the session, for the thief and the owner, and is audited", () =>
    Effect.gen(function* () {
      const user = yield* alice
      const { login, refresh } = yield* SignIn.SignIn
      const first = refreshOf(yield* login("alice", right, client))
      const second = refreshOf(yield* refresh(first, client))
      yield* TestClock.adjust("31 seconds")
      assert.strictEqual((yield* Effect.flip(refresh(first, client)))._tag, "RefreshRefused")
      assert.strictEqual((yield* Effect.flip(refresh(second, client)))._tag, "RefreshRefused")
      const [entry] = yield* (yield* AuditLog).list({ before: null, limit: 1, search: "session.reuse" })
      assert.strictEqual(entry?.action, "session.reuse")
      assert.strictEqual(entry?.userId, user.id)
      assert.strictEqual(entry?.address, client.address)
      for (const token of [first, second]) assert.notInclude(JSON.stringify(entry), Redacted.value(token))
    }).pipe(Effect.provide(world))
  )

  it.effect("S20: a thief who rotates twice ends the session as soon as its owner renews, and is audited", () =>
    Effect.gen(function* () {
      const user = yield* alice
      const { login, refresh } = yield* SignIn.SignIn
      const stolen = refreshOf(yield* login("alice", right, client))
      const second = refreshOf(yield* refresh(stolen, client))
      const third = refreshOf(yield* refresh(second, client))
      assert.strictEqual((yield* Effect.flip(refresh(stolen, client)))._tag, "RefreshRefused")
      assert.strictEqual((yield* Effect.flip(refresh(third, client)))._tag, "RefreshRefused")
      const [entry] = yield* (yield* AuditLog).list({ before: null, limit: 1, search: "session.reuse" })
      assert.strictEqual(entry?.userId, user.id)
    }).pipe(Effect.provide(world))
  )

  it.effect("S20: so does whoever makes up a secret; what names no session ends none", () =>
    Effect.gen(function* () {
      yield* alice
      const { login, logout, refresh } = yield* SignIn.SignIn
      const [one, other] = [
        refreshOf(yield* login("alice", right, client)),
        refreshOf(yield* login("alice", right, client))
      ]
      const madeUp = (token: Redacted.Redacted) => Redacted.make(Redacted.value(token).replace(/[^.]+$/, "made-up"))
      yield* Effect.flip(refresh(Redacted.make("00000000-0000-4000-8000-0000000000ff.made-up"), client))
      yield* Effect.flip(refresh(Redacted.make("made-up"), client))
      yield* refresh(one, client)
      yield* Effect.flip(refresh(madeUp(one), client))
      yield* Effect.flip(refresh(one, client))
      assert.isTrue(yield* logout(madeUp(other), client))
      const entries = yield* (yield* AuditLog).list({ before: null, limit: 10, search: "session.reuse" })
      assert.strictEqual(entries.length, 2)
    }).pipe(Effect.provide(world))
  )

  it.effect("S20: a token from before tokens named their session is good until it is rotated", () =>
    Effect.gen(function* () {
      const user = yield* alice
      const tokens = yield* Tokens
      const old = Redacted.make("an old token")
      const tokenHash = yield* tokens.hashRefresh(old)
      const now = Instant.make(yield* Clock.currentTimeMillis)
      const session = { userId: user.id, tokenHash, createdAt: now, expiresAt: endAfter(now, now), ...client }
      yield* (yield* Sessions).create(session)
      const { refresh } = yield* SignIn.SignIn
      const next = refreshOf(yield* refresh(old, client))
      assert.isNull((yield* refresh(old, client)).refresh, "within its grace")
      assert.isNotNull((yield* refresh(next, client)).refresh)
    }).pipe(Effect.provide(world))
  )

  it.effect("S23: a session ends 90 days after its sign-in, however often it was renewed", () =>
    Effect.gen(function* () {
      yield* alice
      const { login, refresh } = yield* SignIn.SignIn
      let granted = yield* login("alice", right, client)
      for (let renewals = 0; renewals < 4; renewals++) {
        yield* TestClock.adjust("20 days")
        granted = yield* refresh(refreshOf(granted), client)
      }
      assert.strictEqual(granted.expiresAt - (yield* Clock.currentTimeMillis), 10 * 24 * 3_600_000)
      yield* TestClock.adjust("10 days")
      assert.strictEqual((yield* Effect.flip(refresh(refreshOf(granted), client)))._tag, "RefreshRefused")
    }).pipe(Effect.provide(world))
  )

  it.effect("S23: the 51st session of a user ends the one that was not renewed for longest, and says so", () =>
    Effect.gen(function* () {
      const user = yield* alice
      const { login, refresh } = yield* SignIn.SignIn
      const begun = Effect.andThen(TestClock.adjust("1 minute"), login("alice", right, client))
      const first = yield* begun
      const second = yield* begun
      for (let more = 0; more < 48; more++) yield* begun
      const renewed = refreshOf(yield* refresh(refreshOf(first), client))
      yield* begun
      assert.strictEqual((yield* Effect.flip(refresh(refreshOf(second), client)))._tag, "RefreshRefused")
      yield* refresh(renewed, client)
      const now = Instant.make(yield* Clock.currentTimeMillis)
      assert.strictEqual((yield* (yield* Sessions).listOfUser(user.id, now)).length, 50)
      const [entry] = yield* (yield* AuditLog).list({ before: null, limit: 1, search: "session.end" })
      assert.deepStrictEqual([entry?.subject, entry?.detail], ["the oldest", "1; a user may have 50"])
    }).pipe(Effect.provide(world))
  )

  it.effect("rotation keeps the session and moves its end to 30 days from now", () =>
    Effect.gen(function* () {
      const user = yield* alice
      const { login, refresh } = yield* SignIn.SignIn
      const first = yield* login("alice", right, client)
      yield* TestClock.adjust("29 days")
      const second = yield* refresh(refreshOf(first), client)
      const now = yield* Clock.currentTimeMillis
      assert.strictEqual(second.expiresAt - now, 30 * 24 * 3_600_000)
      const listed = yield* (yield* Sessions).listOfUser(user.id, Instant.make(now))
      assert.strictEqual(listed.length, 1)
      yield* TestClock.adjust("30 days")
      assert.strictEqual((yield* Effect.flip(refresh(refreshOf(second), client)))._tag, "RefreshRefused")
    }).pipe(Effect.provide(world))
  )
})
