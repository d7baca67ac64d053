import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer, Option, Redacted, Ref } from "effect"
import { TestClock } from "effect/testing"
import * as Jwt from "../../../src/adapters/crypto/Jwt.ts"
import * as Memory from "../../../src/adapters/memory/World.ts"
import * as Attempts from "../../../src/app/accounts/Attempts.ts"
import * as Auditing from "../../../src/app/accounts/Auditing.ts"
import * as PasswordWork from "../../../src/app/accounts/PasswordWork.ts"
import * as SessionsCheck from "../../../src/app/accounts/SessionsCheck.ts"
import * as SignIn from "../../../src/app/accounts/SignIn.ts"
import { endAfter } from "../../../src/domain/accounts/Session.ts"
import { Instant } from "../../../src/domain/values/Time.ts"
import { AuditLog } from "../../../src/ports/AuditLog.ts"
import { Passwords } from "../../../src/ports/Passwords.ts"
import { Sessions } from "../../../src/ports/Sessions.ts"
import { Tokens } from "../../../src/ports/Tokens.ts"
import { Users } from "../../../src/ports/Users.ts"

const compared = Ref.makeUnsafe<ReadonlyArray<string>>([])

/** Passwords whose hash is the text itself, and that count how often they are compared with. */
const passwords = Layer.succeed(Passwords, {
  decoy: "decoy",
  hash: (password) => Effect.succeed(`hash of ${Redacted.value(password)}`),
  matches: (password, hash) =>
    Effect.as(
      Ref.update(compared, (all) => [...all, hash]),
      hash === `hash of ${Redacted.value(password)}`
    )
})

const world = SignIn.layer.pipe(
  Layer.provideMerge([Attempts.layer, PasswordWork.layer, SessionsCheck.layer]),
  Layer.provideMerge(Auditing.layer),
  Layer.provideMerge([Memory.layer, passwords, Jwt.layer(Redacted.make("thirty-two bytes at least, for the tests"))])
)

const client = { address: "192.0.2.1", userAgent: "a browser" }
const right = Redacted.make("the right one")

const alice = Effect.gen(function* () {
  const users = yield* Users
  const at = Instant.make(yield* Clock.currentTimeMillis)
  return yield* users.create({ username: "alice", passwordHash: "hash of the right one", role: "user", at })
})

const refreshOf = ({ refresh }: SignIn.Granted) => refresh ?? assert.fail("a refresh token was expected")

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
