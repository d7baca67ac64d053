import { type Instant, rfc3339 } from "../../../../src/domain/values/Time.ts"

/** A line of output, made when the recorder says it. */
export type Line = (at: Instant) => string

const event =
  (name: string, fields: Readonly<Record<string, string>>): Line =>
  (at) =>
    JSON.stringify({ ...fields, event: name, time: rfc3339(at) })

export const startup = event("STARTUP", { cookies: "none", driver: "hls", source: "testcard" })

export const sessionStart = event("SESSION START", { driver: "hls", resolution: "720p/30fps", source: "testcard" })

export const recordingStart = (recording = 0) =>
  event("RECORDING START", { recording: `${recording}`, resolution: "720p/30fps" })

export const title = (title: string, author: string) => event("TITLE", { title, author })

/** `segmented: false` is a recorder that writes one file and so sends no heartbeats. */
export const segmentStart = (file: string, options: { readonly segmented?: boolean } = {}) =>
  event("SEGMENT START", {
    file,
    recording: "0",
    segment: "0",
    ...(options.segmented === false ? {} : { target_duration: "00:05:00" })
  })

export const heartbeat = (file: string, bytes: number) =>
  event("HEARTBEAT", {
    bytes_written: `${bytes}`,
    file,
    recording: "0",
    segment: "0",
    segment_duration: "00:00:30",
    session_duration: "00:00:30"
  })

export const segmentFinish = (file: string, trigger = "split") =>
  event("SEGMENT FINISH", { duration: "00:05:00", file, recording: "0", segment: "0", size: "2.9KB", trigger })

export const recordingEnd = (trigger = "stream_end") =>
  event("RECORDING END", { duration: "00:05:00", recording: "0", segments: "1", trigger })

export const sessionEnd = event("SESSION END", { duration: "00:05:00", recordings: "1", source: "testcard" })

export const sleep = (interval = "00:01:00") => event("SLEEP", { interval, source: "testcard" })

export const log =
  (level: "debug" | "info" | "warn" | "error" | "fatal", message: string): Line =>
  (at) =>
    JSON.stringify({ level, message, time: rfc3339(at) })
