import { assert, describe, it } from "@effect/vitest"
import { capture, stall } from "../../../src/domain/supervision/Capture.ts"
import type { RecorderEvent } from "../../../src/domain/supervision/RecorderEvent.ts"
import { type Capture, noCapture } from "../../../src/domain/supervision/Run.ts"
import { at } from "./given.ts"

const heard = (events: ReadonlyArray<RecorderEvent>): Capture =>
  events.reduce((now, event, i) => capture(now, event, at(i * 1000)), noCapture)

const events = {
  startup: { _tag: "startup" },
  "session start": { _tag: "session start", at: null, resolution: "720p/30fps" },
  "recording start": { _tag: "recording start", at: null, recording: 0 },
  "segment start": { _tag: "segment start", file: "a_00000.ts", segmented: true },
  heartbeat: { _tag: "heartbeat", file: "a_00000.ts", bytes: 10 },
  "segment finish": { _tag: "segment finish", file: "a_00000.ts" },
  "recording end": { _tag: "recording end", at: null, trigger: "stream_end" },
  "session end": { _tag: "session end", at: null },
  sleep: { _tag: "sleep", interval: "00:01:00" },
  log: { _tag: "log", level: "error", message: "x" }
} as const satisfies { readonly [T in RecorderEvent["_tag"]]: RecorderEvent }

type Tag = keyof typeof events
const tags = Object.keys(events) as Array<Tag>

const states = {
  "knows nothing": [],
  "waits in a session": ["session start"],
  records: ["session start", "recording start", "segment start", "heartbeat"],
  "waits after a recording": ["session start", "recording start", "segment start", "recording end"],
  sleeps: ["session start", "recording start", "recording end", "session end", "sleep"]
} as const satisfies Readonly<Record<string, ReadonlyArray<Tag>>>

type Situation = keyof typeof states

const [none, session, recording, sleeping] = ["null -", "idle session", "recording session", "sleeping -"]
const off = "idle -"

/** State, and whether a session is active, after each event in each situation. */
const table: { readonly [S in Situation]: { readonly [T in Tag]: string } } = {
  "knows nothing": {
    startup: none,
    "session start": session,
    "recording start": recording,
    "segment start": recording,
    heartbeat: recording,
    "segment finish": none,
    "recording end": off,
    "session end": off,
    sleep: sleeping,
    log: none
  },
  "waits in a session": {
    startup: session,
    "session start": session,
    "recording start": recording,
    "segment start": recording,
    heartbeat: recording,
    "segment finish": session,
    "recording end": session,
    "session end": off,
    sleep: sleeping,
    log: session
  },
  records: {
    startup: recording,
    "session start": recording,
    "recording start": recording,
    "segment start": recording,
    heartbeat: recording,
    "segment finish": recording,
    "recording end": session,
    "session end": off,
    sleep: sleeping,
    log: recording
  },
  "waits after a recording": {
    startup: session,
    "session start": session,
    "recording start": recording,
    "segment start": recording,
    heartbeat: recording,
    "segment finish": session,
    "recording end": session,
    "session end": off,
    sleep: sleeping,
    log: session
  },
  sleeps: {
    startup: sleeping,
    "session start": session,
    "recording start": recording,
    "segment start": recording,
    heartbeat: recording,
    "segment finish": sleeping,
    "recording end": off,
    "session end": off,
    sleep: sleeping,
    log: sleeping
  }
}

const show = (now: Capture) => `${now.state} ${now.sessionSince === null ? "-" : "session"}`

describe("a recorder that", () => {
  it.each(
    (Object.keys(states) as Array<Situation>).flatMap((situation) =>
      tags.map((tag) => ({ situation, tag, after: table[situation][tag] }))
    )
  )("$situation and says '$tag' is: $after", ({ after, situation, tag }) => {
    const now = heard([...states[situation], tag].map((one) => events[one]))
    assert.strictEqual(show(now), after)
    assert.strictEqual(now.recordingSince !== null, now.state === "recording")
    if (now.state !== "recording" && tag.endsWith("end")) assert.isNull(now.file)
  })

  it("names its own times is believed, but not about the future", () => {
    const start = (own: number) => capture(noCapture, { _tag: "recording start", at: at(own), recording: 0 }, at(50))
    assert.deepStrictEqual([start(20).recordingSince, start(90).recordingSince], [at(20), at(50)])
    const begun = capture(noCapture, { _tag: "session start", at: at(20), resolution: null }, at(50))
    assert.strictEqual(begun.sessionSince, at(20))
    const ended = capture(start(20), { _tag: "recording end", at: at(99), trigger: "stream_end" }, at(60))
    assert.strictEqual(ended.lastRecordingAt, at(60))
  })

  it("records again keeps its session's start and gives the recording a new one", () => {
    const again = heard([
      events["session start"],
      events["recording start"],
      events["recording end"],
      events["recording start"]
    ])
    assert.deepStrictEqual([again.sessionSince, again.recordingSince], [at(0), at(3000)])
  })
})

describe("a stall", () => {
  const beat = (bytes: number, file = "a.ts"): RecorderEvent => ({ _tag: "heartbeat", file, bytes })
  const hear = (...told: ReadonlyArray<readonly [number, RecorderEvent]>): Capture =>
    told.reduce((now, [ms, event]) => capture(now, event, at(ms)), capture(noCapture, events["recording start"], at(0)))

  it.each([
    { name: "beats within three intervals", now: hear([1000, beat(5)]), ms: 4000, why: null },
    { name: "is silent for longer", now: hear([1000, beat(5)]), ms: 4001, why: "silent" },
    { name: "beats without growing", now: hear([1000, beat(5)], [4500, beat(5)]), ms: 4600, why: "not growing" },
    { name: "beats with a smaller file", now: hear([1000, beat(5)], [4500, beat(4)]), ms: 4600, why: "not growing" },
    { name: "beats with another file", now: hear([1000, beat(5)], [4500, beat(5, "b.ts")]), ms: 4600, why: null },
    {
      name: "finished a segment just now",
      now: hear([1000, beat(5)], [4500, events["segment finish"]]),
      ms: 4600,
      why: null
    },
    { name: "never beats, because it cuts no segments", now: hear(), ms: 900_000, why: null },
    { name: "waits", now: hear([1000, beat(5)], [2000, events["recording end"]]), ms: 900_000, why: null }
  ])("of a recorder that $name: $why", ({ ms, now, why }) => {
    assert.strictEqual(stall(now, 1000, at(ms))?.why ?? null, why)
  })

  it("is dated by the last sign of life", () => {
    assert.deepStrictEqual(stall(hear([1000, beat(5)]), 1000, at(9000)), { why: "silent", since: at(1000) })
  })
})
