import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Instant, type Moment, type Steady } from "../../src/domain/values/Time.ts"
import { Happening, type News, Phase, step } from "../../src/recorder/Lifecycle.ts"

const steady = (at: number) => at as Steady
/** The wall clock is set at every moment: no wait and no length goes by it. */
const moment = (at: number): Moment => ({ wall: Instant.make(1e12 + ((at * 7_919) % 1e9)), steady: steady(at) })

const patience = { recordingTimeout: 10_000 }

const Kind = Schema.Literals(["Live", "Quiet", "Opened", "Closed", "Over", "Cancelled"])
const Happenings = Schema.Array(
  Schema.Struct({ kind: Kind, pause: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 6000 })) })
)

const happening = (kind: typeof Kind.Type, n: number): Happening => {
  switch (kind) {
    case "Live":
      return Happening.Live({ resolution: "720p" })
    case "Opened":
      return Happening.Opened({ file: `${n}.ts` })
    case "Closed":
      return Happening.Closed({ seconds: 2, bytes: 188, trigger: "split", grewAt: 0 as Steady })
    case "Over":
      return Happening.Over({ trigger: "stream_end" })
    case "Quiet":
      return Happening.Quiet()
    case "Cancelled":
      return Happening.Cancelled()
  }
}

/** All news of a history, and the phase it leads to. */
const tell = (history: typeof Happenings.Type): { readonly phase: Phase; readonly news: ReadonlyArray<News> } => {
  let phase: Phase = Phase.Idle()
  let now = 0
  const news: Array<News> = []
  for (const [n, { kind, pause }] of history.entries()) {
    now += pause
    const next = step(phase, happening(kind, n), moment(now), patience)
    phase = next.phase
    news.push(...next.news)
  }
  return { phase, news }
}

/** Brackets of a story: what may only stand between which, and how deep it ends. */
const depth = (news: ReadonlyArray<News>): number =>
  news.reduce((level, { _tag }) => {
    const opens: { readonly [tag: string]: number } = { SessionStart: 0, RecordingStart: 1, SegmentStart: 2 }
    const closes: { readonly [tag: string]: number } = { SessionEnd: 1, RecordingEnd: 2, SegmentFinish: 3 }
    const from = opens[_tag] ?? closes[_tag]
    assert.strictEqual(level, from, `${_tag} at depth ${level}`)
    return _tag in opens ? level + 1 : level - 1
  }, 0)

describe("a recorder's life", () => {
  it.prop("is told in brackets that match", [Happenings], ([history]) => {
    const { news, phase } = tell(history)
    const expected = phase._tag === "Idle" ? 0 : phase._tag === "Waiting" ? 1 : phase.open === undefined ? 2 : 3
    assert.strictEqual(depth(news), expected)
  })

  it.prop("closes everything when cancelled, and stays closed", [Happenings], ([history]) => {
    const end = [...history, { kind: "Closed", pause: 0 } as const, { kind: "Cancelled", pause: 0 } as const]
    const once = tell(end)
    assert.strictEqual(depth(once.news), 0)
    assert.strictEqual(once.phase._tag, "Idle")
    assert.deepStrictEqual(tell([...end, { kind: "Cancelled", pause: 0 }]), once)
  })

  it.prop("numbers recordings and segments from 0 without a gap", [Happenings], ([history]) => {
    let recording = -1
    let segment = -1
    for (const item of tell(history).news) {
      if (item._tag === "SessionStart") recording = -1
      if (item._tag === "RecordingStart") segment = -1
      if (item._tag === "RecordingStart") assert.strictEqual(item.recording, ++recording)
      if (item._tag === "SegmentStart") assert.deepInclude(item, { recording, segment: ++segment })
      if (item._tag === "RecordingEnd") assert.deepInclude(item, { recording, segments: segment + 1 })
      if (item._tag === "SessionEnd") assert.strictEqual(item.recordings, recording + 1)
    }
  })

  it("tells for how long nothing had been written when a recording ended", () => {
    const happenings: ReadonlyArray<readonly [number, Happening]> = [
      [0, Happening.Live({ resolution: "720p" })],
      [1_000, Happening.Opened({ file: "a.ts" })],
      [40_000, Happening.Closed({ seconds: 24, bytes: 188, trigger: "stream_end", grewAt: steady(25_600) })],
      [40_000, Happening.Over({ trigger: "stream_end" })]
    ]
    let phase: Phase = Phase.Idle()
    const told: Array<News> = []
    for (const [now, happened] of happenings) {
      const next = step(phase, happened, moment(now), patience)
      phase = next.phase
      told.push(...next.news)
    }
    assert.deepInclude(told.at(-1), { _tag: "RecordingEnd", duration: 40_000, silence: 14_400 })
  })

  it("waits for the next recording until the timeout, the edge included", () => {
    const waiting = Phase.Waiting({
      session: { startedAt: moment(0), recordings: 2, resolution: "720p" },
      since: steady(1000)
    })
    assert.deepStrictEqual(step(waiting, Happening.Quiet(), moment(10_999), patience), { phase: waiting, news: [] })
    const ended = step(waiting, Happening.Quiet(), moment(11_000), patience)
    assert.strictEqual(ended.phase._tag, "Idle")
    assert.deepStrictEqual(
      ended.news.map((news) => ({ ...news })),
      [{ _tag: "SessionEnd", recordings: 2, duration: 11_000 }]
    )
  })
})
