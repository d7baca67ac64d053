import { Data } from "effect"
import type { Instant, Moment, Steady } from "../domain/values/Time.ts"

export type SegmentTrigger = "split" | "stream_end" | "cancelled" | "error"
export type RecordingTrigger = "stream_end" | "cancelled" | "timeout"

/** A stretch of recordings; `recordings` have begun so far. */
export interface Session {
  readonly startedAt: Moment
  readonly recordings: number
  readonly resolution: string
}

/** The file being written. */
export interface OpenSegment {
  readonly file: string
  readonly index: number
  readonly startedAt: Instant
}

/** Where a recorder stands: between sessions, waiting in one for the next recording, or capturing. */
export type Phase = Data.TaggedEnum<{
  Idle: Record<never, never>
  Waiting: { readonly session: Session; readonly since: Steady }
  Recording: {
    readonly session: Session
    readonly startedAt: Moment
    readonly segments: number
    readonly open: OpenSegment | undefined
    /** When the file that was closed last was last written to. */
    readonly grewAt: Steady | undefined
  }
}>
export const Phase = Data.taggedEnum<Phase>()

/** What can happen to a recorder. */
export type Happening = Data.TaggedEnum<{
  /** There is something to record. */
  Live: { readonly resolution: string }
  /** A look at the channel found nothing to record. */
  Quiet: Record<never, never>
  Opened: { readonly file: string }
  Closed: {
    readonly seconds: number
    readonly bytes: number
    readonly trigger: SegmentTrigger
    readonly grewAt: Steady
  }
  /** The capture is over; its file has been closed. */
  Over: { readonly trigger: RecordingTrigger; readonly reason?: string | undefined }
  /** The recorder is to end; its file has been closed. */
  Cancelled: Record<never, never>
}>
export const Happening = Data.taggedEnum<Happening>()

/** What a recorder tells about its session; durations are milliseconds. */
export type News = Data.TaggedEnum<{
  SessionStart: { readonly resolution: string }
  RecordingStart: { readonly recording: number; readonly resolution: string }
  SegmentStart: { readonly file: string; readonly recording: number; readonly segment: number }
  SegmentFinish: {
    readonly file: string
    readonly recording: number
    readonly segment: number
    readonly duration: number
    readonly bytes: number
    readonly trigger: SegmentTrigger
  }
  RecordingEnd: {
    readonly recording: number
    readonly segments: number
    readonly duration: number
    readonly trigger: RecordingTrigger
    /** `off_air`, or what stood in the way; nothing for a recording that was cancelled. */
    readonly reason?: string | undefined
    /** For how long nothing had been written by then: that long ago its files end. */
    readonly silence: number
  }
  SessionEnd: { readonly recordings: number; readonly duration: number }
}>
export const News = Data.taggedEnum<News>()

/** A phase after a happening, and what it gives to tell. */
export interface Step {
  readonly phase: Phase
  readonly news: ReadonlyArray<News>
}

/** Milliseconds that a session waits for its next recording before it ends. */
export interface Patience {
  readonly recordingTimeout: number
}

/** What `happening` makes of `phase` at `now`. Happenings that don't fit the phase change nothing. */
export const step = (phase: Phase, happening: Happening, now: Moment, patience: Patience): Step =>
  Happening.$match(happening, {
    Live: ({ resolution }) => begin(phase, resolution, now),
    Quiet: () =>
      phase._tag === "Waiting" && now.steady - phase.since >= patience.recordingTimeout
        ? endSession(phase.session, now)
        : { phase, news: [] },
    Opened: ({ file }) => open(phase, file, now),
    Closed: (closed) => close(phase, closed),
    Over: ({ reason, trigger }) => endRecording(phase, trigger, now, reason),
    Cancelled: () => {
      const ended = endRecording(phase, "cancelled", now)
      if (ended.phase._tag !== "Waiting") return { phase, news: [] }
      const over = endSession(ended.phase.session, now)
      return { phase: over.phase, news: [...ended.news, ...over.news] }
    }
  })

const begin = (phase: Phase, resolution: string, now: Moment): Step => {
  if (phase._tag === "Recording") return { phase, news: [] }
  const before: Session = phase._tag === "Waiting" ? phase.session : { startedAt: now, recordings: 0, resolution }
  const session = { ...before, resolution, recordings: before.recordings + 1 }
  const start = News.RecordingStart({ recording: before.recordings, resolution })
  return {
    phase: Phase.Recording({ session, startedAt: now, segments: 0, open: undefined, grewAt: undefined }),
    news: phase._tag === "Idle" ? [News.SessionStart({ resolution }), start] : [start]
  }
}

const open = (phase: Phase, file: string, now: Moment): Step => {
  if (phase._tag !== "Recording" || phase.open !== undefined) return { phase, news: [] }
  const index = phase.segments
  return {
    phase: { ...phase, segments: index + 1, open: { file, index, startedAt: now.wall } },
    news: [News.SegmentStart({ file, recording: phase.session.recordings - 1, segment: index })]
  }
}

const close = (phase: Phase, { bytes, grewAt, seconds, trigger }: Data.TaggedEnum.Value<Happening, "Closed">): Step => {
  if (phase._tag !== "Recording" || phase.open === undefined) return { phase, news: [] }
  const { file, index: segment } = phase.open
  const recording = phase.session.recordings - 1
  return {
    phase: { ...phase, open: undefined, grewAt },
    news: [News.SegmentFinish({ file, recording, segment, duration: seconds * 1000, bytes, trigger })]
  }
}

const endRecording = (phase: Phase, trigger: RecordingTrigger, now: Moment, reason?: string): Step => {
  if (phase._tag !== "Recording" || phase.open !== undefined) return { phase, news: [] }
  const { grewAt, segments, session, startedAt } = phase
  const recording = session.recordings - 1
  return {
    phase: Phase.Waiting({ session, since: now.steady }),
    news: [
      News.RecordingEnd({
        recording,
        segments,
        duration: now.steady - startedAt.steady,
        trigger,
        silence: grewAt === undefined ? 0 : now.steady - grewAt,
        ...(reason === undefined ? {} : { reason })
      })
    ]
  }
}

const endSession = ({ recordings, startedAt }: Session, now: Moment): Step => ({
  phase: Phase.Idle(),
  news: [News.SessionEnd({ recordings, duration: now.steady - startedAt.steady })]
})
