import { assert, it } from "@effect/vitest"
import { DateTime, Effect, Schema } from "effect"
import { tellBytes } from "../../src/domain/values/Sizes.ts"
import { load } from "./module.ts"

interface Format {
  readonly duration: (ms: number) => string
  readonly timer: (ms: number) => string
  readonly bytes: (count: number) => string
  readonly relative: (iso: string, now: number) => string
  readonly upcoming: (iso: string, now: number) => string
  readonly moment: (iso: string, now: number) => string
  readonly exact: (iso: string) => string
  readonly hostOf: (address: string) => string
  readonly count: (n: number, one: string) => string
}

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000]
const now = 1_795_372_800_000
const at = (ms: number) => DateTime.formatIso(DateTime.makeUnsafe(now + ms))

it.effect("lengths of time are told in two units at most", () =>
  Effect.gen(function* () {
    const { duration, timer } = yield* load<Format>("lib/format.js")
    const told = [0, 59 * second, minute, 2 * hour, 2 * hour + 14 * minute, day, 3 * day + 4 * hour].map(duration)
    assert.deepStrictEqual(told, ["0 s", "59 s", "1 min", "2 h", "2 h 14 min", "1 d", "3 d 4 h"])
    assert.deepStrictEqual([-5, 7 * second, hour + 5 * second].map(timer), ["0:00", "0:07", "1:00:05"])
  })
)

it.effect("sizes have three digits at most and go over to the next unit in time", () =>
  Effect.gen(function* () {
    const { bytes } = yield* load<Format>("lib/format.js")
    assert.deepStrictEqual([0, 999, 999.6, 1_000, 4_200_000, 99_960_000, 999_600_000].map(bytes), [
      "0 B",
      "999 B",
      "1.0 kB",
      "1.0 kB",
      "4.2 MB",
      "100 MB",
      "1.0 GB"
    ])
  })
)

it.effect.prop("T9: a size is told by pages and by sentences alike", { size: Schema.Int }, ({ size }) =>
  Effect.gen(function* () {
    const { bytes } = yield* load<Format>("lib/format.js")
    assert.strictEqual(bytes(size), tellBytes(size))
  })
)

it.effect("moments are told from where one stands", () =>
  Effect.gen(function* () {
    const { exact, moment, relative } = yield* load<Format>("lib/format.js")
    assert.deepStrictEqual(
      [0, -12 * second, -4 * minute, 4 * minute].map((ms) => relative(at(ms), now)),
      ["now", "12 s ago", "4 min ago", "in 4 min"]
    )
    assert.match(relative(at(-day), now), /^yesterday \d\d:\d\d$/)
    assert.match(moment(at(-second), now), /^\d\d:\d\d$/)
    assert.match(moment(at(-9 * day), now), /^1[345] November \d\d:\d\d$/)
    assert.match(moment(at(-400 * day), now), /^\d+ October 2025 \d\d:\d\d$/)
    assert.match(exact(at(-9 * day)), /^\w+day 1[345] November 2026, \d\d:\d\d:\d\d$/)
  })
)

it.effect("T9: what is waited for is never told as past", () =>
  Effect.gen(function* () {
    const { upcoming } = yield* load<Format>("lib/format.js")
    assert.deepStrictEqual(
      [4 * minute, 900, 0, -4 * second, -day].map((ms) => upcoming(at(ms), now)),
      ["in 4 min", "any moment", "any moment", "any moment", "any moment"]
    )
  })
)

it.effect("one is not many", () =>
  Effect.gen(function* () {
    const { count } = yield* load<Format>("lib/format.js")
    assert.deepStrictEqual(
      [count(1, "file"), count(0, "file"), count(1234, "file")],
      ["1 file", "0 files", `${(1234).toLocaleString()} files`]
    )
  })
)

it.effect("the host of an address is told alone", () =>
  Effect.gen(function* () {
    const { hostOf } = yield* load<Format>("lib/format.js")
    assert.deepStrictEqual(
      [
        "https://tv.example:8443/a:1/b",
        "rtsp://[2001:db8::1]:554/x",
        "http://[2001:db8::1]",
        "srt://h:9?a=/:1",
        "***"
      ].map(hostOf),
      ["tv.example", "[2001:db8::1]", "[2001:db8::1]", "h", "***"]
    )
  })
)
