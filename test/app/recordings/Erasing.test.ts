import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Ref } from "effect"
import { Auditing } from "../../../src/app/accounts/Auditing.ts"
import * as Erasing from "../../../src/app/recordings/Erasing.ts"
import * as LiveStateInMemory from "../../../src/app/supervision/live/LiveStateInMemory.ts"
import { SessionId, UserId } from "../../../src/domain/values/Ids.ts"
import type { Instant } from "../../../src/domain/values/Time.ts"
import { Atomically } from "../../../src/ports/Atomically.ts"
import { Journal } from "../../../src/ports/Journal.ts"
import { Library } from "../../../src/ports/Library.ts"
import { type Listing, type MediaFile, MediaFiles } from "../../../src/ports/MediaFiles.ts"
import { PlaybackIndex } from "../../../src/ports/PlaybackIndex.ts"
import { WorkerEvents } from "../../../src/ports/WorkerEvents.ts"

const key = { driver: "hls", username: "carol" }
const root = {
  userId: UserId.make(1),
  username: "root",
  role: "admin" as const,
  sessionId: SessionId.make("00000000-0000-4000-8000-000000000001"),
  address: null
}

const file = (n: number): MediaFile => ({
  path: `s/${n}.ts`,
  name: `${n}.ts`,
  session: "s",
  bytes: 1,
  startedAt: 0 as Instant,
  modifiedAt: n as Instant
})

/** A disk that lists so many files at a time, and none behind the last of `readable`. */
const world = Effect.fnUntraced(function* (files: number, atATime: number, readable: number) {
  const asked = yield* Ref.make<ReadonlyArray<Listing>>([])
  const removed = yield* Ref.make<ReadonlyArray<string>>([])
  const all = Array.from({ length: files }, (_, n) => file(n))
  const media = Layer.mock(MediaFiles, {
    root: "/media",
    list: (_, listing) =>
      Effect.gen(function* () {
        yield* Ref.update(asked, (before) => [...before, listing])
        const from = all.findIndex(({ path }) => path === listing.after) + 1
        const found = all.slice(from, Math.min(from + atATime, readable))
        return { files: found, complete: from + found.length === files }
      }),
    remove: (_, path) => Ref.update(removed, (before) => [...before, path])
  })
  const auditing = Layer.mock(Auditing, { record: () => Effect.void })
  const atomically = Layer.succeed(Atomically, { run: (effect) => effect })
  const journal = Layer.mock(Journal, { write: () => Effect.void })
  const library = Layer.mergeAll(Layer.mock(Library)({}), Layer.mock(PlaybackIndex)({}), Layer.mock(WorkerEvents)({}))
  const layer = Erasing.layer.pipe(
    Layer.provide([media, journal, auditing, atomically, library, LiveStateInMemory.layer])
  )
  const erasing = Context.get(yield* Layer.build(Layer.fresh(layer)), Erasing.Erasing)
  return { erasing, asked: Ref.get(asked), removed: Ref.get(removed) }
})

describe("a session is deleted", () => {
  it.effect("whole, however many pieces its folder is read in, the newest file first", () =>
    Effect.gen(function* () {
      const { asked, erasing, removed } = yield* world(7, 3, 7)
      assert.strictEqual(yield* erasing.session(root, key, "s"), 7)
      assert.deepStrictEqual(
        yield* removed,
        [6, 5, 4, 3, 2, 1, 0].map((n) => `s/${n}.ts`)
      )
      assert.deepStrictEqual(
        (yield* asked).map(({ after, session }) => [session, after]),
        [
          ["s", undefined],
          ["s", "s/2.ts"],
          ["s", "s/5.ts"]
        ]
      )
    })
  )

  it.effect("not at all, and with the reason, when the disk does not list it whole", () =>
    Effect.gen(function* () {
      for (const readable of [0, 4]) {
        const { erasing, removed } = yield* world(7, 3, readable)
        const error = yield* Effect.flip(erasing.session(root, key, "s"))
        assert.strictEqual(error._tag, "HalfRead")
        assert.include(error.message, "nothing of it was deleted")
        assert.deepStrictEqual(yield* removed, [])
      }
    })
  )

  it.effect("never when there is none", () =>
    Effect.gen(function* () {
      const { erasing } = yield* world(0, 3, 0)
      const error = yield* Effect.flip(erasing.session(root, key, "s"))
      assert.strictEqual(error.message, "There is no session s of this source.")
    })
  )
})
