import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { UserId } from "../../src/domain/values/Ids.ts"
import { Atomically } from "../../src/ports/Atomically.ts"
import { Library } from "../../src/ports/Library.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { Users } from "../../src/ports/Users.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { contract } from "./contract.ts"
import { everything, facts, shelved } from "./Shelves.ts"
import { aKey, at, aUser, noon } from "./World.ts"

/** What every `Library` promises. */
contract("Library", (it) => {
  it.effect(
    "recordings come back as their files told them, and as they are told next; what people said of them stays",
    () =>
      Effect.gen(function* () {
        const gaps = [{ from: at(60), to: at(70), ms: 10_000, cause: "link" as const }]
        const told = facts(0, { gaps, endedAt: null })
        const { id, idOf, key, library, listed, user } = yield* shelved(told)
        const [entry] = yield* listed()
        assert.deepStrictEqual(entry, {
          ...told,
          ...key,
          id: yield* idOf(told.session),
          sourceId: id,
          title: null,
          keptAt: null,
          keptBy: null,
          trashedAt: null,
          emptiedAt: null,
          seenAt: null,
          position: 0
        })
        assert.deepInclude(yield* library.open, { sourceId: id, session: told.session })
        yield* library.keep([yield* idOf(told.session)], user.id, at(5))
        yield* library.see([yield* idOf(told.session)], user.id, { position: 1_500 }, at(6))
        yield* library.put(id, [{ ...told, title: "Morning news" }], at(600))
        const bare = facts(0, { container: null, codecs: null, width: null, height: null, bytes: 5_000 })
        yield* library.put(id, [bare], at(700))
        const [again] = yield* listed()
        assert.deepStrictEqual(again, {
          ...bare,
          ...key,
          id: yield* idOf(told.session),
          sourceId: id,
          title: "Morning news",
          keptAt: at(5),
          keptBy: user.id,
          trashedAt: null,
          emptiedAt: null,
          seenAt: null,
          position: 1_500
        })
        assert.notDeepInclude(yield* library.open, { sourceId: id, session: told.session })
        yield* library.put(id, [], at(800))
      })
  )

  it.effect("others see what they actively want or pause, and what they themselves have seen", () =>
    Effect.gen(function* () {
      const { id, idOf, key, library, user } = yield* shelved(facts(0))
      const [subscriptions, other, stranger] = [yield* Subscriptions, yield* aUser, yield* aUser]
      const entry = yield* idOf("s0000")
      const { subscription } = yield* subscriptions.subscribe(other.id, key, noon)
      const seenBy = (who: UserId) =>
        library.list(everything(who, [id], { of: who }), { sort: "newest", limit: 9, after: null })
      yield* library.see([entry], user.id, { seen: true, position: 9 }, at(1))
      assert.deepStrictEqual(
        (yield* seenBy(user.id)).map(({ position, seenAt }) => [position, seenAt]),
        [[9, at(1)]]
      )
      assert.deepStrictEqual(
        (yield* seenBy(other.id)).map(({ position, seenAt }) => [position, seenAt]),
        [[0, null]]
      )
      assert.deepStrictEqual(yield* seenBy(stranger.id), [])
      assert.deepStrictEqual(yield* library.find([entry], { reader: stranger.id, of: stranger.id }), [])
      yield* subscriptions.setPostures([{ id: subscription.id, from: "active", to: "paused" }], at(2))
      assert.lengthOf(yield* library.find([entry], { reader: other.id, of: other.id }), 1)
      yield* subscriptions.setPostures([{ id: subscription.id, from: "paused", to: "archived" }], at(3))
      assert.deepStrictEqual(yield* seenBy(other.id), [])
      yield* library.see([entry], user.id, { seen: false }, at(4))
      assert.deepStrictEqual(
        (yield* seenBy(user.id)).map(({ position, seenAt }) => [position, seenAt]),
        [[9, null]]
      )
      yield* Users.use((users) => users.remove(user.id))
      assert.lengthOf(yield* library.find([entry], { reader: user.id, of: "all" }), 1)
    })
  )

  it.effect("what is gone from the disk is in no answer, and as it was once its files are there again", () =>
    Effect.gen(function* () {
      const { id, idOf, library, names, user } = yield* shelved(facts(0), facts(1, { endedAt: null }))
      const entry = yield* idOf("s0001")
      yield* library.keep([entry], user.id, noon)
      yield* library.gone(id, ["s0001", "unknown"], at(9_000))
      assert.deepStrictEqual(yield* names(), ["s0000"])
      assert.deepStrictEqual(yield* library.find([entry], { reader: user.id, of: "all" }), [])
      assert.deepStrictEqual(
        (yield* library.shelf(id)).map(({ endedAt, goneAt, readAt, session }) => [session, endedAt, readAt, goneAt]),
        [
          ["s0000", at(600), noon, null],
          ["s0001", at(3600), noon, at(9_000)]
        ]
      )
      yield* library.put(id, [facts(1)], at(10_000))
      assert.deepStrictEqual(yield* names({ kept: true }), ["s0001"])
    })
  )

  it.effect("what is gone for as long as events are kept is forgotten, but for what somebody keeps", () =>
    Effect.gen(function* () {
      const { id, idOf, library, user } = yield* shelved(facts(0), facts(1), facts(2))
      yield* library.keep([yield* idOf("s0001")], user.id, noon)
      yield* library.gone(id, ["s0000", "s0001"], at(9_000))
      const sessions = Effect.map(library.shelf(id), (shelf) => shelf.map(({ session }) => session))
      const prune = (before: number) => WorkerEvents.use((events) => events.prune(at(before)))
      yield* prune(9_000)
      assert.deepStrictEqual(yield* sessions, ["s0000", "s0001", "s0002"])
      yield* prune(9_001)
      assert.deepStrictEqual(yield* sessions, ["s0001", "s0002"])
    })
  )

  it.effect("a source stays known as long as it has recordings, and a recording goes with who saw it", () =>
    Effect.gen(function* () {
      const [library, sources, reader] = [yield* Library, yield* Sources, yield* aUser]
      const key = yield* aKey
      const [{ id } = yield* Effect.die("there is one")] = yield* sources.ensure([key], at(0))
      yield* library.put(id, [facts(0)], noon)
      const prune = WorkerEvents.use((events) => events.prune(at(-1)))
      yield* prune
      assert.strictEqual((yield* sources.find(key))._tag, "Some")
      const ids = (yield* library.shelf(id)).map((one) => one.id)
      yield* library.see(ids, reader.id, { seen: true }, noon)
      yield* library.remove(ids)
      yield* library.see(ids, reader.id, { seen: true }, noon)
      assert.deepStrictEqual(yield* library.shelf(id), [])
      yield* prune
      assert.strictEqual((yield* sources.find(key))._tag, "None")
      yield* library.put(id, [facts(0)], noon)
      assert.deepStrictEqual(yield* library.shelf(id), [], "of a source that is gone nothing is taken in")
    })
  )

  it.effect("what is claimed is changed by nobody else until the unit ends", () =>
    Effect.gen(function* () {
      const { idOf, library, user } = yield* shelved(facts(0))
      const [atomically, entry] = [yield* Atomically, yield* idOf("s0000")]
      const eyes = { reader: user.id, of: "all" as const }
      const keep = atomically.run(
        Effect.gen(function* () {
          const [before] = yield* library.claim([entry], eyes)
          if (before?.trashedAt === null) yield* library.keep([entry], user.id, noon)
        })
      )
      const trash = atomically.run(
        Effect.gen(function* () {
          const [before] = yield* library.claim([entry], eyes)
          if (before?.keptAt === null) yield* library.trash([entry], noon)
        })
      )
      yield* Effect.all([keep, trash], { concurrency: 2 })
      const [after] = yield* library.find([entry], eyes)
      assert.isTrue((after?.keptAt === null) !== (after?.trashedAt === null))
    })
  )
})
