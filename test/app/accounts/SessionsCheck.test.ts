import { assert, describe, it } from "@effect/vitest"
import { Cause, Deferred, Effect, Exit, Fiber, Layer, Option, PubSub, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "../../../src/adapters/memory/World.ts"
import * as SessionsCheck from "../../../src/app/accounts/SessionsCheck.ts"
import { Username } from "../../../src/domain/accounts/Credentials.ts"
import { SessionId, UserId } from "../../../src/domain/values/Ids.ts"
import { Instant } from "../../../src/domain/values/Time.ts"
import { type Change, Changes } from "../../../src/ports/Changes.ts"
import { Sessions } from "../../../src/ports/Sessions.ts"
import { StoreUnavailable } from "../../../src/ports/StoreUnavailable.ts"
import { Users } from "../../../src/ports/Users.ts"

/** A store that has stopped answering. */
const frozen = Layer.effect(
  Sessions,
  Effect.map(Sessions, (sessions) => Sessions.of({ ...sessions, find: () => Effect.never }))
)

const world = SessionsCheck.layer.pipe(Layer.provide(frozen), Layer.provide(Memory.layer))

describe("a session that the store is asked about", () => {
  it.effect("is waited for two seconds at most", () =>
    Effect.gen(function* () {
      const { check } = yield* SessionsCheck.SessionsCheck
      const fiber = yield* Effect.forkChild(
        check(UserId.make(1), SessionId.make("00000000-0000-4000-8000-000000000000"))
      )
      yield* TestClock.adjust("2 seconds")
      const exit = yield* Fiber.await(fiber)
      assert.isTrue(Exit.isFailure(exit) && Cause.squash(exit.cause) instanceof StoreUnavailable)
    }).pipe(Effect.provide(world))
  )
})

describe("S3: a session that was read before it was revoked", () => {
  it.effect("is not kept: the next request is refused", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const users = yield* Users
      const at = Instant.make(0)
      const { id: userId } = yield* users.create({
        username: Username.make("alice"),
        passwordHash: "$2b$04$",
        role: "user",
        at
      })
      const { id } = yield* sessions.create({
        userId,
        tokenHash: "hash",
        createdAt: at,
        expiresAt: Instant.make(3_600_000),
        userAgent: null,
        address: null
      })
      const isRead = yield* Deferred.make<void>()
      const goesOn = yield* Deferred.make<void>()
      // A store whose answer is on its way while the session ends.
      const slow = Layer.succeed(
        Sessions,
        Sessions.of({
          ...sessions,
          find: (one) =>
            sessions.find(one).pipe(
              Effect.tap(() => Deferred.succeed(isRead, undefined)),
              Effect.tap(() => Deferred.await(goesOn))
            )
        })
      )
      yield* Effect.gen(function* () {
        const { check, forget } = yield* SessionsCheck.SessionsCheck
        const early = yield* Effect.forkChild(check(userId, id))
        yield* Deferred.await(isRead)
        yield* sessions.remove(id)
        yield* forget(userId)
        yield* Deferred.succeed(goesOn, undefined)
        yield* Fiber.await(early)
        assert.isTrue(Option.isNone(yield* check(userId, id)))
      }).pipe(Effect.provide(SessionsCheck.layer.pipe(Layer.provide(slow))))
    }).pipe(Effect.provide(Memory.layer))
  )
})

describe("R19: the changes of sessions", () => {
  it.effect("are heard again after a fault while one was taken, and what was known is asked for anew", () =>
    Effect.gen(function* () {
      const heard = yield* PubSub.unbounded<Change>()
      let faults = 1
      let runs = 0
      const stream = Stream.unwrap(
        Effect.map(PubSub.subscribe(heard), (subscription) => {
          runs += 1
          return Stream.concat(
            Stream.make<[Change]>({ _tag: "everything" }),
            Stream.tap(Stream.fromSubscription(subscription), () =>
              faults-- > 0 ? Effect.die(new Error("a bug")) : Effect.void
            )
          )
        })
      )
      const sessions = yield* Sessions
      let asked = 0
      const counted = Layer.succeed(
        Sessions,
        Sessions.of({ ...sessions, find: (id) => Effect.tap(sessions.find(id), () => Effect.sync(() => (asked += 1))) })
      )
      const at = Instant.make(0)
      const user = { username: Username.make("alice"), passwordHash: "$2b$04$", role: "user", at } as const
      const { id: userId } = yield* (yield* Users).create(user)
      const session = { userId, tokenHash: "h", createdAt: at, userAgent: null, address: null }
      const { id } = yield* sessions.create({ ...session, expiresAt: Instant.make(3_600_000) })
      yield* Effect.gen(function* () {
        const { check } = yield* SessionsCheck.SessionsCheck
        yield* TestClock.adjust("1 millis")
        yield* check(userId, id)
        yield* check(userId, id)
        assert.strictEqual(asked, 1)
        yield* PubSub.publish(heard, { _tag: "users", ids: [userId] })
        yield* TestClock.adjust("1 second")
        assert.strictEqual(runs, 2)
        yield* check(userId, id)
        assert.strictEqual(asked, 2)
        yield* PubSub.publish(heard, { _tag: "users", ids: [userId] })
        yield* TestClock.adjust("1 millis")
        yield* check(userId, id)
        assert.strictEqual(asked, 3)
      }).pipe(
        Effect.provide(
          SessionsCheck.layer.pipe(Layer.provide([counted, Layer.succeed(Changes, Changes.of({ stream }))]))
        )
      )
    }).pipe(Effect.provide(Memory.layer))
  )
})
