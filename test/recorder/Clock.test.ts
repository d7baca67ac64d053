import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as SteppedClock from "../SteppedClock.ts"
import { type Line, record, stopped } from "./Rig.ts"
import { bytes, scriptedOrigin, status, text } from "./ScriptedOrigin.ts"
import { playlist, segmentsIn, transport } from "./streams.ts"

const hour = 3_600_000

/** A channel whose playlist moves on by a segment whenever it is asked for, until `last`, and a clock that can be set. */
const scene = Effect.gen(function* () {
  const site = yield* scriptedOrigin
  const clock = yield* SteppedClock.make
  const live = `${site.url}/live.m3u8`
  for (let n = 0; n <= 60; n++) site.answer(`/${n}.ts`, bytes(transport(n)))
  let newest = 2
  /** Gives when the newest segment was shown first, by the monotonic clock. */
  const moves = (last: number, ended: boolean) => {
    let shownAt = 0
    site.answer("/live.m3u8", (response) => {
      if (newest < last) shownAt = performance.now()
      newest = Math.min(newest + 1, last)
      response.end(playlist(Math.max(0, newest - 3), newest, { ended: ended && newest === last }))
    })
    return () => shownAt
  }
  return { site, clock, live, moves }
})

/** A length in seconds. */
const lengthOf = (text: string | undefined) => {
  const [hours, minutes, seconds] = (text ?? "").split(":").map(Number)
  return 3600 * (hours ?? Number.NaN) + 60 * (minutes ?? Number.NaN) + (seconds ?? Number.NaN)
}

for (const hours of [-1, 1]) {
  describe(`R18: a clock set ${hours < 0 ? "back" : "forward"} by an hour`, () => {
    it.live("costs a recording no segment and no second, and its lengths stay true", () =>
      Effect.gen(function* () {
        const { clock, live, moves, site } = yield* scene
        moves(30, true)
        const rig = yield* record(live, ["-l", "1s", "--heartbeat-interval", "50ms"], { clock })
        yield* site.next("/live.m3u8", 4)
        yield* clock.step(hours * hour)
        const heard = rig.lines.length
        const end = yield* rig.event("RECORDING END")
        assert.strictEqual(end["trigger"], "stream_end")
        yield* stopped(rig)
        const recorded = segmentsIn(yield* rig.recorded)
        assert.deepStrictEqual(
          recorded,
          recorded.map((_, i) => (recorded[0] ?? 0) + i)
        )
        assert.strictEqual(recorded.at(-1), 30)
        assert.isBelow(lengthOf(end["duration"]), 600)
        const beats = rig.lines.slice(heard).filter(({ event }) => event === "HEARTBEAT")
        assert.isAtLeast(beats.length, 3)
        for (const beat of beats) assert.isBelow(lengthOf(beat["session_duration"]), 600)
        const [before, after] = [rig.lines[0]?.["time"] ?? "", end["time"] ?? ""]
        assert.closeTo(
          (Date.parse(after) - Date.parse(before)) / hour,
          hours,
          0.2,
          "what is told of bears the wall time"
        )
      }).pipe(Effect.provide(NodeFileSystem.layer))
    )

    it.live("neither hurries nor delays the end of a stream that stands still, or of its session", () =>
      Effect.gen(function* () {
        const { clock, live, moves, site } = yield* scene
        const stands = moves(6, false)
        const heard = new Map<string | undefined, number>()
        const hears = ({ event }: Line) => void heard.set(event, performance.now())
        const rig = yield* record(live, ["--segment-timeout", "1s", "--recording-timeout", "1s"], { clock, hears })
        yield* site.next("/live.m3u8", 6)
        yield* clock.step(hours * hour)
        assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "timeout")
        assert.isAtLeast((heard.get("RECORDING END") ?? 0) - stands(), 900)
        site.answer("/live.m3u8", status(404))
        yield* clock.step(-hours * hour)
        yield* rig.event("SESSION END")
        assert.isAtLeast((heard.get("SESSION END") ?? 0) - (heard.get("RECORDING END") ?? 0), 900)
        yield* stopped(rig)
      }).pipe(Effect.provide(NodeFileSystem.layer))
    )

    it.live("leaves a segment that does not come its tries, and the next ones theirs", () =>
      Effect.gen(function* () {
        const { clock, live, site } = yield* scene
        site.answer("/live.m3u8", text(playlist(0, 4)))
        site.answer("/2.ts", status(503))
        const rig = yield* record(live, ["--segment-timeout", "3s"], { clock })
        yield* site.next("/2.ts", 2)
        yield* clock.step(hours * hour)
        yield* site.next("/2.ts", 1)
        site.answer("/2.ts", bytes(transport(2)))
        site.answer("/live.m3u8", text(playlist(0, 4, { ended: true })))
        yield* rig.event("RECORDING END")
        yield* stopped(rig)
        assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 1, 2, 3, 4])
      }).pipe(Effect.provide(NodeFileSystem.layer))
    )
  })
}

describe("R19: one exception while the heartbeat is made", () => {
  it.live("costs that heartbeat and no more", () =>
    Effect.gen(function* () {
      const { live, moves } = yield* scene
      moves(50, false)
      let faults = 0
      const rig = yield* record(live, ["-l", "10s", "--heartbeat-interval", "50ms"], {
        hears: ({ event }) => {
          if (event !== "HEARTBEAT" || faults++ > 0) return
          throw new Error("a bug")
        }
      })
      yield* rig.event("HEARTBEAT", 3)
      assert.match((yield* rig.line(({ level }) => level === "error"))["message"] ?? "", /'heartbeats' failed.*a bug/)
      yield* stopped(rig)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
