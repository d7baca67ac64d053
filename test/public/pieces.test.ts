import { assert, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { playlist } from "../../src/domain/recordings/Playlist.ts"
import type { Instant } from "../../src/domain/values/Time.ts"
import { load } from "./module.ts"

interface Known {
  readonly pieces: ReadonlyArray<unknown>
  readonly end: number
  readonly grows: boolean
}
interface Pieces {
  readonly piecesOf: (playlist: string) => Known
  readonly recordedAt: (known: Known, seconds: number) => number | null
  readonly secondOf: (known: Known, moment: number) => number | null
}

const at = (text: string) => DateTime.toEpochMillis(DateTime.makeUnsafe(`2026-01-01T${text}Z`)) as Instant

const file = (name: string, startedAt: Instant, skipped = 0) => ({
  session: "s",
  name,
  startedAt,
  header: 0,
  entries: [
    { offset: 0, at: 0, breaks: false, skipped: 0 },
    { offset: 1000, at: 4000, breaks: false, skipped }
  ],
  bytes: 1500,
  duration: 6000,
  closed: true,
  gap: null
})

it.effect(
  "T10: the player's clock tells when the picture was recorded, over what lies between files and within them",
  () =>
    Effect.gen(function* () {
      const { piecesOf, recordedAt } = yield* load<Pieces>("player/pieces.js")
      const known = piecesOf(
        playlist([file("a_00000.ts", at("10:00:00"), 60_000), file("b_00000.ts", at("12:00:00"))], true)
      )
      const told = (seconds: number) => {
        const found = recordedAt(known, seconds)
        return found === null ? null : DateTime.formatIso(DateTime.makeUnsafe(found)).slice(11, 19)
      }
      assert.deepStrictEqual([0, 3.9, 4.5, 6, 8, 14].map(told), [
        "10:00:00",
        "10:00:03",
        "10:01:04",
        "12:00:00",
        "12:00:02",
        null
      ])
      assert.isNull(recordedAt(piecesOf("#EXTM3U\n#EXTINF:4,\na.ts\n"), 1))
    })
)

it.effect("F8: a moment leads to the second that shows it, one that was not recorded to what follows it", () =>
  Effect.gen(function* () {
    const { piecesOf, secondOf } = yield* load<Pieces>("player/pieces.js")
    const files = [file("a_00000.ts", at("10:00:00"), 60_000), file("b_00000.ts", at("12:00:00"))]
    const known = piecesOf(playlist(files, true))
    const found = ["09:00:00", "10:00:00", "10:00:03", "10:00:30", "10:01:05", "11:00:00", "12:00:02", "13:00:00"]
    assert.deepStrictEqual(
      found.map((moment) => secondOf(known, at(moment))),
      [0, 0, 3, 4, 5, 6, 8, 12]
    )
    assert.isNull(secondOf(piecesOf("#EXTM3U\n#EXTINF:4,\na.ts\n"), at("10:00:00")))
    assert.deepStrictEqual([known.grows, piecesOf(playlist(files, false)).grows], [false, true])
  })
)
