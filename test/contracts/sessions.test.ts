import { assert } from "@effect/vitest"
import { Effect, Option } from "effect"
import { SessionId } from "../../src/domain/values/Ids.ts"
import { Sessions } from "../../src/ports/Sessions.ts"
import { contract } from "./contract.ts"
import { at, aUser, fresh, noon } from "./World.ts"

const nowhere = SessionId.make("00000000-0000-4000-8000-ffffffffffff")

/** A session of a new user, until a minute after noon. */
const aSession = Effect.gen(function* () {
  const sessions = yield* Sessions
  const user = yield* aUser
  const tokenHash = yield* fresh("hash")
  return yield* sessions.create({
    userId: user.id,
    tokenHash,
    createdAt: noon,
    expiresAt: at(60),
    userAgent: "a browser",
    address: "192.0.2.1"
  })
})

/** What every `Sessions` promises. */
contract("Sessions", (it) => {
  it.effect("a created session is found by its id and by its token's hash", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const session = yield* aSession
      assert.deepStrictEqual(session, {
        id: session.id,
        userId: session.userId,
        tokenHash: session.tokenHash,
        previousHash: null,
        rotatedAt: null,
        createdAt: noon,
        expiresAt: at(60),
        userAgent: "a browser",
        address: "192.0.2.1"
      })
      assert.isTrue(SessionId.makeOption(session.id)._tag === "Some")
      assert.deepStrictEqual(yield* sessions.find(session.id), Option.some(session))
      assert.deepStrictEqual(yield* sessions.findByHash(session.tokenHash), Option.some(session))
    })
  )

  it.effect("an unknown id or hash finds nothing", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      assert.deepStrictEqual(yield* sessions.find(nowhere), Option.none())
      for (const hash of ["", "unknown", "a\0b"]) {
        assert.deepStrictEqual(yield* sessions.findByHash(hash), Option.none())
      }
    })
  )

  it.effect("a rotation replaces the hash, keeps the one before for one round, and extends the session", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const session = yield* aSession
      const [second, third] = [yield* fresh("hash"), yield* fresh("hash")]
      assert.isTrue(
        yield* sessions.rotate(session.id, { from: session.tokenHash, to: second, at: at(1), expiresAt: at(61) })
      )
      const rotated = {
        ...session,
        tokenHash: second,
        previousHash: session.tokenHash,
        rotatedAt: at(1),
        expiresAt: at(61)
      }
      assert.deepStrictEqual(yield* sessions.findByHash(second), Option.some(rotated))
      assert.deepStrictEqual(yield* sessions.findByHash(session.tokenHash), Option.some(rotated))
      yield* sessions.rotate(session.id, { from: second, to: third, at: at(2), expiresAt: at(62) })
      assert.deepStrictEqual(yield* sessions.findByHash(session.tokenHash), Option.none())
    })
  )

  it.effect("a rotation from another hash than the current one changes nothing", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const session = yield* aSession
      const change = { to: yield* fresh("hash"), at: at(1), expiresAt: at(61) }
      assert.isFalse(yield* sessions.rotate(session.id, { ...change, from: "another" }))
      assert.isFalse(yield* sessions.rotate(nowhere, { ...change, from: session.tokenHash }))
      assert.deepStrictEqual(yield* sessions.find(session.id), Option.some(session))
    })
  )

  it.effect("of ten renewals at the same time one rotates", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const session = yield* aSession
      const hashes = yield* Effect.replicateEffect(fresh("hash"), 10)
      const rotated = yield* Effect.forEach(
        hashes,
        (to) => sessions.rotate(session.id, { from: session.tokenHash, to, at: at(1), expiresAt: at(61) }),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(rotated.filter((won) => won).length, 1)
      const now = Option.getOrThrow(yield* sessions.find(session.id))
      assert.strictEqual(now.tokenHash, hashes[rotated.indexOf(true)])
      assert.strictEqual(now.previousHash, session.tokenHash)
    })
  )

  it.effect("a session is removed once", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const session = yield* aSession
      assert.isTrue(yield* sessions.remove(session.id))
      assert.isFalse(yield* sessions.remove(session.id))
      assert.deepStrictEqual(yield* sessions.find(session.id), Option.none())
    })
  )

  it.effect("a user's sessions end together, but for the one that is spared; others' go on", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const [one, foreign] = [yield* aSession, yield* aSession]
      const more = yield* Effect.forEach([1, 2, 3], (n) =>
        Effect.flatMap(fresh("hash"), (tokenHash) =>
          sessions.create({ ...one, tokenHash, createdAt: at(n), expiresAt: at(60) })
        )
      )
      assert.strictEqual(yield* sessions.removeOfUser(one.userId, one.id), more.length)
      assert.deepStrictEqual(yield* sessions.listOfUser(one.userId, noon), [one])
      assert.strictEqual(yield* sessions.removeOfUser(one.userId), 1)
      assert.deepStrictEqual(yield* sessions.listOfUser(foreign.userId, noon), [foreign])
    })
  )

  it.effect("S23: beyond a number those renewed longest ago end, never the one that is spared, and nobody else's", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const [first, foreign] = [yield* aSession, yield* aSession]
      const create = (createdAt: number) =>
        Effect.flatMap(fresh("hash"), (tokenHash) =>
          sessions.create({ ...first, tokenHash, createdAt: at(createdAt), expiresAt: at(60) })
        )
      const [second, third] = [yield* create(1), yield* create(2)]
      const change = { from: first.tokenHash, to: yield* fresh("hash"), at: at(5), expiresAt: at(60) }
      assert.isTrue(yield* sessions.rotate(first.id, change))
      // The clock was set back: the newest has the earliest time.
      const newest = yield* create(-9)
      assert.strictEqual(yield* sessions.removeBeyond(first.userId, 4, newest.id), 0)
      assert.strictEqual(yield* sessions.removeBeyond(first.userId, 2, newest.id), 2)
      const left = (yield* sessions.listOfUser(first.userId, noon)).map(({ id }) => id)
      assert.sameMembers(left, [first.id, newest.id])
      for (const { id } of [second, third]) assert.deepStrictEqual(yield* sessions.find(id), Option.none())
      assert.deepStrictEqual(yield* sessions.listOfUser(foreign.userId, noon), [foreign])
    })
  )

  it.effect("what has expired is not listed, and is what gets removed; the newest comes first", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      yield* sessions.removeExpired(at(1e9))
      const first = yield* aSession
      const create = (createdAt: number, expiresAt: number) =>
        Effect.flatMap(fresh("hash"), (tokenHash) =>
          sessions.create({ ...first, tokenHash, createdAt: at(createdAt), expiresAt: at(expiresAt) })
        )
      const [over, edge, lasting] = [yield* create(1, 59), yield* create(2, 60), yield* create(3, 61)]
      assert.deepStrictEqual(yield* sessions.listOfUser(first.userId, at(58)), [lasting, edge, over, first])
      assert.deepStrictEqual(yield* sessions.listOfUser(first.userId, at(60)), [lasting])
      assert.strictEqual(yield* sessions.removeExpired(at(60)), 3)
      assert.strictEqual(yield* sessions.removeExpired(at(60)), 0)
      assert.deepStrictEqual(yield* sessions.listOfUser(first.userId, noon), [lasting])
    })
  )

  it.effect("what a browser says of itself can hold anything", () =>
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const user = yield* aUser
      const session = yield* sessions.create({
        userId: user.id,
        tokenHash: yield* fresh("hash"),
        createdAt: noon,
        expiresAt: at(60),
        userAgent: `\0\ud800<script>${"x".repeat(10_000)}`,
        address: null
      })
      const found = Option.getOrThrow(yield* sessions.find(session.id))
      assert.isTrue(found.userAgent?.endsWith(`<script>${"x".repeat(10_000)}`))
      assert.isFalse(found.userAgent?.includes("\0"))
    })
  )
})
