import { assert } from "@effect/vitest"
import { Effect, Option } from "effect"
import { Exports } from "../../src/ports/Exports.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { Users } from "../../src/ports/Users.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { contract } from "./contract.ts"
import { shelved } from "./Shelves.ts"
import { aSource, at, noon } from "./World.ts"

/** A user who asked for so many exports of a source, and how to look at them. */
const asked = Effect.fnUntraced(function* (...names: ReadonlyArray<string>) {
  const { id: sourceId, key, user } = yield* shelved()
  const exports = yield* Exports
  // What another test asked for is done by nobody else.
  yield* exports.remove((yield* exports.list("all")).map(({ id }) => id))
  const add = (name: string, most = 9) =>
    exports.add(
      { userId: user.id, sourceId, name, sessions: ["s0001", "a\0b"], from: at(1), to: null, askedAt: noon },
      most
    )
  const added = yield* Effect.forEach(names, (name) => Effect.map(add(name), Option.getOrThrow))
  const shown = Effect.map(exports.list(user.id), (all) => all.map(({ name, state }) => `${name} ${state}`))
  return { exports, sourceId, key, user, add, added, shown }
})

/** What `Exports` promises. */
contract("Exports", (it) => {
  it.effect("are listed as they were asked for, each user's own, and end with their user", () =>
    Effect.gen(function* () {
      const { added, exports, key, sourceId, user } = yield* asked("one", "two")
      const [first] = added
      assert.deepStrictEqual(first, {
        ...{ id: first?.id ?? assert.fail(), userId: user.id, owner: user.username, sourceId, ...key, name: "one" },
        ...{ sessions: ["s0001", "a\uFFFDb"], from: at(1), to: null, state: "queued", askedAt: noon, endedAt: null },
        ...{ duration: 0, made: 0, bytes: 0, file: null, error: null }
      })
      assert.deepStrictEqual(yield* exports.list(user.id), added)
      assert.deepStrictEqual(yield* exports.list("all"), added)
      assert.deepStrictEqual(Option.getOrNull(yield* exports.find(added[1]?.id ?? assert.fail())), added[1])
      const other = yield* Users.use(({ create }) =>
        create({ username: `other of ${user.username}`, passwordHash: "x", role: "user", at: noon })
      )
      assert.deepStrictEqual(yield* exports.list(other.id), [])
      yield* Users.use(({ remove }) => remove(user.id))
      assert.deepStrictEqual(yield* exports.list("all"), [])
    })
  )

  it.effect("keep their source known until they are gone", () =>
    Effect.gen(function* () {
      const [events, exports, sources] = [yield* WorkerEvents, yield* Exports, yield* Sources]
      const { id: sourceId, key, subscription, user } = yield* aSource
      const asked = { userId: user.id, sourceId, name: "a", sessions: ["s"], from: null, to: null, askedAt: at(-9) }
      const { id } = Option.getOrThrow(yield* exports.add(asked, 1))
      yield* Subscriptions.use(({ remove }) => remove([subscription.id]))
      yield* events.prune(noon)
      assert.isTrue(Option.isSome(yield* exports.find(id)))
      assert.deepStrictEqual(yield* sources.find(key), Option.some(sourceId))
      yield* exports.remove([id])
      yield* events.prune(noon)
      assert.deepStrictEqual(yield* sources.find(key), Option.none())
    })
  )

  it.effect("are as many as a user may have, also where they are asked for at once", () =>
    Effect.gen(function* () {
      const { add, shown } = yield* asked()
      const added = yield* Effect.forEach([1, 2, 3, 4, 5], (n) => add(`${n}`, 2), { concurrency: "unbounded" })
      assert.lengthOf(added.filter(Option.isSome), 2)
      assert.lengthOf(yield* shown, 2)
    })
  )

  it.effect("are begun in their order, each by one attempt, which alone says what comes of it", () =>
    Effect.gen(function* () {
      const { added, exports, shown } = yield* asked("one", "two", "three")
      const [one, two, three] = added.map(({ id }) => id)
      if (one === undefined || two === undefined || three === undefined) return assert.fail("three were added")
      const begun = yield* Effect.forEach(["a", "b"], exports.begin, { concurrency: "unbounded" })
      assert.sameMembers(
        begun.map((each) => Option.getOrUndefined(each)?.id),
        [one, two]
      )
      assert.deepStrictEqual(yield* exports.underWay, { queued: 1, running: 2 })
      const first = begun[0]?.pipe(Option.getOrUndefined)?.id === one ? "a" : "b"
      const second = first === "a" ? "b" : "a"
      const how = { duration: 5_000, made: 1_200, bytes: 99 }
      assert.isTrue(yield* exports.progress(one, first, how))
      assert.isFalse(yield* exports.progress(one, second, { ...how, bytes: 1 }))
      assert.deepInclude(Option.getOrThrow(yield* exports.find(one)), how)
      assert.isFalse(yield* exports.end(one, second, { _tag: "failed", error: "late" }, at(9)))
      assert.isTrue(yield* exports.end(one, first, { _tag: "done", file: "1-a.mp4", bytes: 100 }, at(9)))
      const done = { state: "done", made: 5_000, bytes: 100, file: "1-a.mp4", endedAt: at(9) } as const
      assert.deepInclude(Option.getOrThrow(yield* exports.find(one)), done)
      assert.isFalse(yield* exports.progress(one, first, how))
      assert.isTrue(yield* exports.end(two, second, { _tag: "failed", error: "no\0 room" }, at(9)))
      assert.deepInclude(Option.getOrThrow(yield* exports.find(two)), { state: "failed", error: "no\uFFFD room" })
      assert.deepStrictEqual(Option.getOrThrow(yield* exports.begin("c")).id, three)
      assert.isTrue(Option.isNone(yield* exports.begin("d")))
      yield* exports.progress(three, "c", how)
      assert.isTrue(yield* exports.end(three, "c", { _tag: "again" }, at(9)))
      assert.deepInclude(Option.getOrThrow(yield* exports.find(three)), { state: "queued", duration: 0, made: 0 })
      assert.deepStrictEqual(yield* shown, ["one done", "two failed", "three queued"])
    })
  )

  it.effect("that nobody makes any more wait again, and those that are deleted are nobody's", () =>
    Effect.gen(function* () {
      const { added, exports, shown } = yield* asked("one", "two")
      yield* exports.begin("a")
      yield* exports.begin("b")
      yield* exports.abandon(["b"])
      assert.deepStrictEqual(yield* shown, ["one queued", "two running"])
      yield* exports.remove(added.map(({ id }) => id))
      assert.deepStrictEqual(yield* shown, [])
      assert.isFalse(yield* exports.progress(added[1]?.id ?? assert.fail(), "b", { duration: 1, made: 1, bytes: 1 }))
    })
  )
})
