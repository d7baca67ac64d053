import { DateTime } from "effect"
import type { Hindrance } from "../domain/supervision/Cause.ts"
import type { About } from "./About.ts"
import * as Durations from "./Durations.ts"
import { News } from "./Lifecycle.ts"

/** An event as it is printed: its name and its fields, every value a string. */
export interface Event {
  readonly event: string
  readonly [field: string]: string
}

/** Of which source a recorder tells, and whether files are cut (milliseconds, 0 for one file). */
export interface Subject {
  readonly driver: string
  readonly source: string
  readonly segmentLength: number
}

export const startup = ({ driver, source }: Subject, cookies: boolean): Event => ({
  event: "STARTUP",
  source,
  driver,
  cookies: cookies ? "set" : "none"
})

/** Before a wait between sessions; `interval` is milliseconds, `reason` is `off_air` or what stands in the way. */
export const sleep = ({ source }: Subject, interval: number, reason: string): Event => ({
  event: "SLEEP",
  source,
  interval: Durations.clock(interval),
  reason
})

/** What stands in the way: its kind, beside it what it has of status, host and words. */
const named = (hindrance: Hindrance) => ({
  cause: hindrance.kind,
  ...("status" in hindrance ? { http_status: String(hindrance.status) } : {}),
  ...("host" in hindrance && hindrance.host !== null ? { host: hindrance.host } : {}),
  ...("message" in hindrance ? { message: hindrance.message } : {})
})

/**
 * It was tried in vain, `tries` times since `since`: `cause` is the kind of what stands in the way, beside it `http_status`, `host`
 * and `message` where it has them. The backend's `RecorderEvent` reads it; who does not know it passes it over.
 */
export const trouble = (hindrance: Hindrance, tries: number, since: string): Event => ({
  event: "TROUBLE",
  ...named(hindrance),
  tries: String(tries),
  since
})

/** Segments of the stream are lost: so many seconds of it, by what stood in the way where that is known. */
export const lost = (segments: number, seconds: number, hindrance: Hindrance | undefined): Event => ({
  event: "LOST",
  segments: String(segments),
  seconds: String(Math.round(1000 * seconds) / 1000),
  ...(hindrance === undefined ? {} : named(hindrance))
})

/** What files are made of: codings by the names that RFC 6381 begins with, and the picture's size and pace where they are known. */
export interface Media {
  readonly container: "ts" | "mp4"
  readonly codecs: ReadonlyArray<string>
  readonly width: number | undefined
  readonly height: number | undefined
  readonly framerate: number | undefined
}

/** What the file that begins is made of, as far as it is known. */
export const media = ({ codecs, container, framerate, height, width }: Media): Event => ({
  event: "MEDIA",
  container,
  codecs: codecs.join(","),
  ...(width === undefined || height === undefined ? {} : { width: String(width), height: String(height) }),
  ...(framerate === undefined ? {} : { framerate: String(Math.round(framerate * 1000) / 1000) })
})

/** What the recording that goes on is of, where its site says that. */
export const title = ({ author, title }: About): Event | undefined =>
  title === undefined && author === undefined
    ? undefined
    : { event: "TITLE", ...(title === undefined ? {} : { title }), ...(author === undefined ? {} : { author }) }

/** What was in the way no longer is. */
export const troubleOver: Event = { event: "TROUBLE", cause: "none" }

/** A file that grows; durations are milliseconds. */
export interface Pulse {
  readonly file: string
  readonly bytes: number
  readonly segmentDuration: number
  readonly sessionDuration: number
  readonly recording: number
  readonly segment: number
  /** The longest part that the stream came in so far. */
  readonly longestSegment: number
}

export const heartbeat = (pulse: Pulse): Event => ({
  event: "HEARTBEAT",
  file: pulse.file,
  bytes_written: String(pulse.bytes),
  segment_duration: Durations.clock(pulse.segmentDuration),
  session_duration: Durations.clock(pulse.sessionDuration),
  recording: String(pulse.recording),
  segment: String(pulse.segment),
  ...(pulse.longestSegment > 0
    ? { longest_segment: Durations.clock(Math.ceil(pulse.longestSegment / 1000) * 1000) }
    : {})
})

/** What is printed of a session's news. */
export const of = (news: News, { driver, segmentLength, source }: Subject): Event =>
  News.$match(news, {
    SessionStart: ({ resolution }) => ({ event: "SESSION START", source, driver, resolution }),
    RecordingStart: ({ recording, resolution }) => ({
      event: "RECORDING START",
      recording: String(recording),
      resolution
    }),
    SegmentStart: ({ file, recording, segment }) => ({
      event: "SEGMENT START",
      file,
      segment: String(segment),
      recording: String(recording),
      ...(segmentLength > 0 ? { target_duration: Durations.clock(segmentLength) } : {})
    }),
    SegmentFinish: ({ bytes, duration, file, recording, segment, trigger }) => ({
      event: "SEGMENT FINISH",
      file,
      segment: String(segment),
      recording: String(recording),
      duration: Durations.clock(duration),
      size: size(bytes),
      trigger
    }),
    RecordingEnd: ({ duration, reason, recording, segments, silence, trigger }) => ({
      event: "RECORDING END",
      recording: String(recording),
      segments: String(segments),
      duration: Durations.clock(duration),
      trigger,
      ...(silence < 1000 ? {} : { silence: Durations.clock(silence) }),
      ...(reason === undefined ? {} : { reason })
    }),
    SessionEnd: ({ duration, recordings }) => ({
      event: "SESSION END",
      source,
      recordings: String(recordings),
      duration: Durations.clock(duration)
    })
  })

/** `812B`, `2.9KB`, `12.3MB`, `1.0GB`: one decimal, steps of 1024. */
export const size = (bytes: number): string => {
  const units = ["KB", "MB", "GB", "TB"]
  const power = Math.min(units.length, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  return power === 0 ? `${bytes}B` : `${(bytes / 1024 ** power).toFixed(1)}${units[power - 1]}`
}

/** RFC 3339 with seconds; `Z` when the zone is at UTC. */
export const timeOf = (at: DateTime.Zoned): string =>
  DateTime.formatIsoOffset(at)
    .replace(/\.\d+/, "")
    .replace(/\+00:00$/, "Z")

/** One line of JSON, keys in alphabetical order. */
export const json = (fields: { readonly [field: string]: string }): string =>
  JSON.stringify(Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))))

/** The same for people: time, event or level, the rest as `name=value`. */
export const plain = ({ event, level, message, time, ...rest }: { readonly [field: string]: string }): string =>
  [time, event ?? level?.toUpperCase(), message, ...Object.entries(rest).map(([name, value]) => `${name}=${value}`)]
    .filter((word) => word !== undefined)
    .join(" ")
