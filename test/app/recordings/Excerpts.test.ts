import { Readable } from "node:stream"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as Excerpts from "../../../src/app/recordings/Excerpts.ts"
import { UserId } from "../../../src/domain/values/Ids.ts"
import type { Instant } from "../../../src/domain/values/Time.ts"
import { MediaCopy } from "../../../src/ports/MediaCopy.ts"
import { type MediaFile, MediaFiles, MediaUnreadable } from "../../../src/ports/MediaFiles.ts"
import { PlaybackIndex } from "../../../src/ports/PlaybackIndex.ts"

const key = { driver: "hls", username: "carol" }
const at = (second: number) => (second * 1000) as Instant

/** One file of a second; a session is named by its second. */
const file = (second: number): MediaFile => ({
  ...{ path: `${second}/a.ts`, name: "a.ts", session: String(second), bytes: 188 },
  ...{ startedAt: at(second), modifiedAt: at(second + 1) }
})

/** The sessions of a copy of ten, where a disk lists so many at a time, and nothing behind the newest `readable`: too slow, or it refuses. */
const copied = (atATime: number, readable: number, refuses = false) => {
  const all = Array.from({ length: 10 }, (_, n) => file(9 - n))
  const media = Layer.mock(MediaFiles)({
    root: "/media",
    list: (_, { after }) => {
      const from = all.findIndex(({ path }) => path === after) + 1
      if (refuses && from >= readable) return Effect.fail(new MediaUnreadable({ reason: "EIO" }))
      const files = all.slice(from, Math.min(from + atATime, readable))
      return Effect.succeed({ files, complete: from + files.length === all.length })
    }
  })
  const index = Layer.mock(PlaybackIndex)({
    session: (_, session) => {
      const entries = [{ offset: 0, at: 0, breaks: false, skipped: 0 }]
      const playable = { session, name: "a.ts", startedAt: at(Number(session)), header: 0, entries }
      const files = [{ ...playable, bytes: 188, duration: 1000, closed: true, gap: null }]
      return Effect.succeed({ files, complete: true, read: true })
    }
  })
  const taken: Array<string> = []
  const copier = Layer.mock(MediaCopy)({
    copy: (_, parts) => {
      taken.push(...parts.map(({ session }) => session))
      return Effect.succeed({ type: "video/mp4", ending: "mp4", bytes: Readable.from([]) })
    }
  })
  return Excerpts.Excerpts.use(({ open }) => open(UserId.make(1), key, { sessions: [], from: at(0), to: at(10) })).pipe(
    Effect.scoped,
    Effect.as(taken),
    Effect.provide(Layer.provide(Excerpts.layer, [media, index, copier]))
  )
}

const whole = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]

describe("a stretch as one file", () => {
  it.effect("has its beginning too where the disk lists the recordings a part at a time", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* copied(10, 10), whole)
      assert.deepStrictEqual(yield* copied(3, 10), whole)
    })
  )

  it.effect("is refused where the recordings could not all be listed, rather than made of what was", () =>
    Effect.gen(function* () {
      // No further on, or too many parts.
      for (const [atATime, readable] of [
        [10, 5],
        [2, 10]
      ] as const) {
        const { _tag, message } = yield* Effect.flip(copied(atATime, readable))
        assert.strictEqual(_tag, "NotAllListed")
        assert.include(message, "Ask for one session, or try again")
      }
      assert.strictEqual((yield* Effect.flip(copied(10, 5, true)))._tag, "MediaUnreadable")
    })
  )
})
