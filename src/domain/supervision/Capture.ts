import { type Instant, later, type Millis } from "../values/Time.ts"
import type { CauseOf, Hindrance } from "./Cause.ts"
import type { RecorderEvent } from "./RecorderEvent.ts"
import type { Capture, Hindered, Loss } from "./Run.ts"
import { growthLimit } from "./Stall.ts"

/**
 * What a recorder is doing after one more of its events, heard at `heardAt`. A session stays active between its recordings,
 * and a heartbeat proves both (the recorder's documented lifecycle). `interval` is that of the heartbeats, in milliseconds.
 */
export const capture = (before: Capture, event: RecorderEvent, heardAt: Instant, interval = 0): Capture => {
  if (event._tag === "log" || isOutdated(before, event, heardAt)) return before
  // Who tells of itself is not known by its files.
  const now = before.lookedAt === null ? before : { ...before, lookedAt: null }
  switch (event._tag) {
    case "startup":
      return now
    case "session start":
      return { ...now, sessionSince: atMost(event.at, heardAt), state: now.state === "recording" ? now.state : "idle" }
    case "recording start": {
      const at = atMost(event.at, heardAt)
      if (isKnown(now, at)) return { ...now, lastHeartbeatAt: heardAt, lost: null, hindered: null }
      return {
        ...now,
        state: "recording",
        sessionSince: now.sessionSince ?? at,
        recordingSince: at,
        lastRecordingAt: interval > 0 ? now.lastRecordingAt : at,
        grewAt: heardAt,
        lastHeartbeatAt: heardAt,
        hasBytes: false,
        lost: null,
        about: null,
        hindered: null
      }
    }
    case "segment start":
      return {
        ...beat(now, heardAt),
        lastRecordingAt: interval > 0 ? now.lastRecordingAt : heardAt,
        file: event.file,
        fileBytes: 0,
        grewAt: heardAt,
        segmented: event.segmented
      }
    case "heartbeat": {
      const lives = {
        ...beat(now, heardAt),
        segmented: true,
        file: event.file,
        fileBytes: event.bytes,
        hasBytes: now.hasBytes || event.bytes > 0
      }
      const longestSegment = Math.max(now.longestSegment, event.longest)
      // A sign of life is no byte: what was recorded last is as old as it was.
      if (event.bytes === 0 || (event.file === now.file && event.bytes <= now.fileBytes)) {
        return { ...lives, longestSegment, lastRecordingAt: now.lastRecordingAt }
      }
      return {
        ...lives,
        longestSegment: Math.max(longestSegment, pause(now, heardAt, interval)),
        grewAt: heardAt,
        hindered: null
      }
    }
    case "segment finish":
      return { ...now, lastHeartbeatAt: heardAt, lastRecordingAt: heardAt, grewAt: heardAt, hasBytes: true }
    case "recording end":
      return {
        ...now,
        state: "idle",
        recordingSince: null,
        lastRecordingAt: isEmpty(now, interval) ? now.lastRecordingAt : atMost(event.at, heardAt),
        file: null,
        fileBytes: 0,
        about: null,
        hindered: afterRecording(now, event, heardAt)
      }
    case "session end":
      return { ...now, state: "idle", sessionSince: null, recordingSince: null, file: null, fileBytes: 0, about: null }
    case "sleep":
      return {
        ...now,
        state: "sleeping",
        sessionSince: null,
        recordingSince: null,
        file: null,
        fileBytes: 0,
        about: null,
        hindered: asleep(now, event, heardAt)
      }
    case "lost":
      return isCounted(now.lost, heardAt) ? now : { ...now, lost: plus(now.lost, event) }
    case "title": {
      const { author, title } = event
      return { ...now, about: title === null && author === null ? null : { title, author } }
    }
    case "trouble":
      return { ...now, hindered: event.hindrance === null ? null : hindered(event, event.hindrance, heardAt) }
  }
}

/** A replay tells of times before those that are on record: only sessions go on from before what stands in the way now. */
const isOutdated = ({ hindered }: Capture, { _tag }: RecorderEvent, heardAt: Instant): boolean =>
  hindered !== null && heardAt < hindered.since && _tag !== "session start" && _tag !== "session end"

/** Whether nothing came of a recording, where its recorder tells of bytes. */
const isEmpty = ({ hasBytes, segmented }: Capture, interval: number): boolean =>
  (segmented || interval > 0) && !hasBytes

type EventOf<Tag extends RecorderEvent["_tag"]> = Extract<RecorderEvent, { readonly _tag: Tag }>

/** A replay tells again what is on record. */
const isCounted = (lost: Loss | null, heardAt: Instant): boolean =>
  lost !== null && lost.countedUntil !== null && heardAt <= lost.countedUntil

const plus = (before: Loss | null, { hindrance, ms, segments }: EventOf<"lost">): Loss => ({
  gaps: (before?.gaps ?? 0) + 1,
  segments: (before?.segments ?? 0) + segments,
  ms: (before?.ms ?? 0) + ms,
  hindrance: hindrance ?? before?.hindrance ?? null,
  countedUntil: before?.countedUntil ?? null
})

const hindered = ({ since, tries }: EventOf<"trouble">, cause: Hindrance, heardAt: Instant): Hindered => ({
  cause,
  since: atMost(since, heardAt),
  tries,
  until: null
})

const airless: CauseOf<"off_air"> = { kind: "off_air" }

const offAir = (since: Instant): Hindered => ({ cause: airless, since, tries: 0, until: null })

/** What is said to begin at one time begins within so much of it: what tells it says whole seconds. */
const nearly: Millis = 2_000

/** Whether the recording that is known to go on is said to begin, late: what of it was heard before told that it goes on. */
const isKnown = ({ recordingSince, state }: Capture, at: Instant): boolean =>
  state === "recording" && recordingSince !== null && at <= later(recordingSince, nearly)

/** Off air is what the recorder calls so; one that gives no reason means it by the end of the stream. */
const afterRecording = (now: Capture, { at, reason, trigger }: EventOf<"recording end">, heardAt: Instant) =>
  reason === "off_air" || (reason === null && trigger === "stream_end") ? offAir(atMost(at, heardAt)) : now.hindered

/** A recorder that sleeps without a reason leaves open what it found; what it told before stands where it gives another. */
const asleep = ({ hindered: before }: Capture, { interval, reason }: EventOf<"sleep">, heardAt: Instant) => {
  if (reason === null) return null
  if (reason === "off_air") return before?.cause.kind === "off_air" ? before : offAir(heardAt)
  return before === null || before.cause.kind === "off_air" ? null : { ...before, until: later(heardAt, interval) }
}

/** The recorder's own time of an event, which may be unknown but never lies in the future. */
const atMost = (at: Instant | null, heardAt: Instant): Instant => (at !== null && at < heardAt ? at : heardAt)

/** For how long a file did not grow that now did; no stall is a measure of the stream. */
export const pause = (now: Capture, heardAt: Instant, interval: number): number => {
  const length = now.grewAt === null ? 0 : heardAt - now.grewAt
  return length <= growthLimit(now, interval) ? length : 0
}

const beat = (now: Capture, heardAt: Instant): Capture => ({
  ...now,
  state: "recording",
  sessionSince: now.sessionSince ?? heardAt,
  recordingSince: now.recordingSince ?? heardAt,
  lastRecordingAt: heardAt,
  lastHeartbeatAt: heardAt
})
