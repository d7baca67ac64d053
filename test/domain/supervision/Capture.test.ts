import { assert, describe, it } from "@effect/vitest"
import { capture } from "../../../src/domain/supervision/Capture.ts"
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
  heartbeat: { _tag: "heartbeat", file: "a_00000.ts", bytes: 10, longest: 0 },
  "segment finish": { _tag: "segment finish", file: "a_00000.ts" },
  "recording end": { _tag: "recording end", at: null, trigger: "stream_end", reason: null },
  "session end": { _tag: "session end", at: null },
  sleep: { _tag: "sleep", interval: 60_000, reason: null },
  lost: { _tag: "lost", segments: 1, ms: 2000, hindrance: null },
  title: { _tag: "title", title: "Evening news", author: "Example TV" },
  trouble: { _tag: "trouble", hindrance: { kind: "dns", host: "a" }, tries: 1, since: null },
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
    log: none,
    trouble: none,
    lost: none,
    title: none
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
    log: session,
    trouble: session,
    lost: session,
    title: session
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
    log: recording,
    trouble: recording,
    lost: recording,
    title: recording
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
    log: session,
    trouble: session,
    lost: session,
    title: session
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
    log: sleeping,
    trouble: sleeping,
    lost: sleeping,
    title: sleeping
  }
}

const show = (now: Capture) => `${now.state} ${now.sessionSince === null ? "-" : "session"}`

it("T10: nothing was recorded before the first byte, where the recorder tells of bytes", () => {
  const interval = 5_000
  const begun = (...more: ReadonlyArray<RecorderEvent>) =>
    [events["recording start"], events["segment start"], ...more].reduce(
      (now, event, i) => capture(now, event, at(i * 1000), interval),
      noCapture
    )
  const empty = { ...events.heartbeat, bytes: 0 }
  assert.isNull(begun(empty).lastRecordingAt)
  assert.strictEqual(begun(empty).grewAt, at(1000))
  assert.isNull(begun(empty, events["recording end"]).lastRecordingAt)
  assert.strictEqual(begun(empty, events.heartbeat).lastRecordingAt, at(3000))
  assert.strictEqual(begun(events.heartbeat, events["recording end"]).lastRecordingAt, at(3000))
})

it("T10: what was recorded last is told by the last byte, not by a recorder that only says that it lives", () => {
  const beat = { ...events.heartbeat, bytes: 10 }
  const begun = capture(noCapture, events["recording start"], at(1))
  const grown = capture(begun, beat, at(5))
  assert.strictEqual(grown.lastRecordingAt, at(5))
  assert.strictEqual(capture(grown, beat, at(90_000)).lastRecordingAt, at(5))
  assert.strictEqual(capture(grown, { ...beat, bytes: 11 }, at(90_000)).lastRecordingAt, at(90_000))
})

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
    const ended = capture(start(20), { _tag: "recording end", at: at(99), trigger: "stream_end", reason: null }, at(60))
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

describe("what stands in a recorder's way", () => {
  const { sleep, trouble } = events
  const end = (trigger: string, reason: string | null): RecorderEvent => ({
    ...events["recording end"],
    trigger,
    reason
  })
  const told = (...events: ReadonlyArray<RecorderEvent>) => heard(events).hindered
  const dns = { cause: { kind: "dns", host: "a" }, tries: 1, until: null } as const

  it("T1: is what it says, since when it says, with its tries, and with its next one when it sleeps over it", () => {
    assert.deepInclude(told(trouble), { ...dns, since: at(0) })
    assert.deepInclude(told(trouble, { ...trouble, tries: 2, since: at(-50) }), { ...dns, tries: 2, since: at(-50) })
    assert.deepInclude(told(trouble, { ...sleep, reason: "dns" }), { ...dns, until: at(61_000) })
  })

  it("T1: is that nothing is on air only where it says so, or where the stream ended", () => {
    const airless = { cause: { kind: "off_air" }, tries: 0 } as const
    assert.deepInclude(told({ ...sleep, reason: "off_air" }), { ...airless, since: at(0) })
    assert.deepInclude(told({ ...sleep, reason: "off_air" }, { ...sleep, reason: "off_air" }), { since: at(0) })
    assert.deepInclude(told(trouble, { ...sleep, reason: "off_air" }), airless)
    assert.deepInclude(told(end("stream_end", null)), airless)
    assert.deepInclude(told(trouble, end("timeout", "off_air")), airless)
    assert.isNull(told(sleep))
    assert.isNull(told(end("timeout", null)))
    assert.deepInclude(told(trouble, end("stream_end", "dns")), dns)
  })

  it("is forgotten when it records, when its file grows, and when it says so", () => {
    const { heartbeat } = events
    assert.isNull(told(trouble, events["recording start"]))
    assert.isNull(told(heartbeat, trouble, { ...heartbeat, bytes: 11 }))
    assert.deepInclude(told(heartbeat, trouble, heartbeat), dns)
    assert.isNull(told(trouble, { ...trouble, hindrance: null }))
  })
})

describe("a recording that is told to have begun once more", () => {
  const begun = (seconds: number): RecorderEvent => ({ _tag: "recording start", at: at(seconds * 1000), recording: 0 })
  const going = capture(noCapture, begun(10), at(10_000))

  it.each([
    [10, 10],
    [4, 10],
    [12, 10],
    [13, 13]
  ])("at %i, where it is known since 10, goes on since %i", (told, since) => {
    assert.strictEqual(capture(going, begun(told), at(60_000)).recordingSince, at(since * 1000))
  })

  it("begins anew where it had ended", () => {
    const ended = capture(going, events["recording end"], at(11_000))
    assert.strictEqual(capture(ended, begun(11), at(60_000)).recordingSince, at(11_000))
  })
})
