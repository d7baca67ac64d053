import type { SourceId } from "../values/Ids.ts"
import type { Instant, Millis } from "../values/Time.ts"
import type { CauseOf, Hindrance } from "./Cause.ts"
import type { TaskId } from "./TaskId.ts"

/** Where a run is: `sent` until the overseer answers its start, `queued` for a slot, `running`, `ended` for good. */
export type Phase = "sent" | "queued" | "running" | "ended"

/** How a run ended: by itself, with its broadcast, because we asked, with its overseer or queue slot, or before it began. */
export const endings = ["exited", "finished", "stopped", "lost", "dequeued", "refused", "unsent"] as const
export type Ending = (typeof endings)[number]

/**
 * Why the overseer refused a start, at once or when its turn came. `full`: pool and queue have no room; `spawn`: its machine has no
 * process, memory or file to spare; `duplicate`: another task records the source; `known`: the task's id was used before;
 * `shutdown`: the overseer is ending; `refused`: only other settings, another action or a reset help.
 */
export const refusals = ["full", "spawn", "duplicate", "known", "shutdown", "refused"] as const
export type Refusal = (typeof refusals)[number]

/**
 * Why a stop is sent. `unwanted`: the source is not to be recorded; `double`: another run of it is kept; `restart`: a new run
 * takes its place; `disk`: its files are closed before the disk is full; `storage`: what it writes would not lie where recordings belong.
 */
export const stopReasons = ["unwanted", "double", "restart", "disk", "storage"] as const
export type StopReason = (typeof stopReasons)[number]

/**
 * A command that was sent. `at` is the moment of sending; a command that waited for the store is dated anew. The connection is what
 * proves its fate: a list asked for later on the same one, or, once that is closed, a list asked for long enough after `lostAt`. Restored from the store, a command counts as lost when it was restored.
 */
export interface Sent {
  readonly at: Instant
  readonly connection: number
  readonly lostAt: Instant | null
}

/** What keeps a recorder from recording, since when, and how often it tried in vain. */
export interface Hindered {
  readonly cause: Hindrance | CauseOf<"off_air">
  readonly since: Instant
  /** Null where it was told before this process listened. */
  readonly tries: number | null
  /** When it tries again, as far as it said so. */
  readonly until: Instant | null
}

/** What is lost of a recording so far: gaps, their segments and milliseconds, and what stood in the way of the last one. */
export interface Loss {
  readonly gaps: number
  readonly segments: number
  readonly ms: Millis
  readonly hindrance: Hindrance | null
  /** Until when what was told had been counted before this process listened; null where it heard all. */
  readonly countedUntil: Instant | null
}

/** What a site calls what is recorded, and whose it is; null for what it does not say. */
export interface About {
  readonly title: string | null
  readonly author: string | null
}

/** What a recorder is doing, folded from its output. */
export interface Capture {
  readonly state: "recording" | "idle" | "sleeping" | null
  readonly sessionSince: Instant | null
  readonly recordingSince: Instant | null
  readonly lastRecordingAt: Instant | null
  readonly lastHeartbeatAt: Instant | null
  /** When the open file was last seen to grow. */
  readonly grewAt: Instant | null
  /** The open file and the bytes last reported of it. */
  readonly file: string | null
  readonly fileBytes: number
  /** Only recorders that cut segments send heartbeats, so only their silence means something. */
  readonly segmented: boolean
  /** Whether a byte of the recording was reported. */
  readonly hasBytes: boolean
  /** The longest part that the stream is known to come in: its file grows no sooner. */
  readonly longestSegment: Millis
  /** What is lost of the recording that goes on; null while nothing is. */
  readonly lost: Loss | null
  /** What the recording that goes on is of; null where nobody says that. */
  readonly about: About | null
  /** What stands in its way; null while nothing is known to, and as soon as its file grows. */
  readonly hindered: Hindered | null
  /** When the files of a recorder that tells nothing of itself were last looked at; null for one that does. */
  readonly lookedAt: Instant | null
}

/** One recorder process for a source, from the decision to start it until its end. */
export interface Run {
  readonly taskId: TaskId
  readonly sourceId: SourceId
  readonly phase: Phase
  /** The unanswered or answered start; null for a run that was found rather than started. */
  readonly start: Sent | null
  /** The stop that was sent, if one was. */
  readonly stop: Sent | null
  /** Whether the overseer has shown that the stop arrived. */
  readonly stopSeen: boolean
  /** When the stop was sent that a list last showed to have had no effect, though it may stay on record; null for none. */
  readonly stopRefuted: Instant | null
  /** Why we last sent a stop; null when we sent none, or it is not known any more. */
  readonly stopReason: StopReason | null
  /** When the run last was shown to exist by anything but its own record. */
  readonly seenAt: Instant | null
  readonly createdAt: Instant
  /**
   * How many resets and restarts of its source had been asked for when it was made, or, once it has ended, when it did: clocks may be
   * set, and so tell no order.
   */
  readonly asked: number
  readonly startedAt: Instant | null
  readonly pid: number | null
  readonly queuePosition: number | null
  readonly endedAt: Instant | null
  readonly ending: Ending | null
  readonly exitCode: number | null
  /** Why its start was refused; null for any other ending. */
  readonly refusal: Refusal | null
  /** The recorder's or the overseer's last words of trouble. */
  readonly message: string | null
  /** A fingerprint of the settings that it was started with; null when unknown. */
  readonly settings: string | null
  /** A fingerprint of the overseer's action as it was described when the run was started; null when unknown. */
  readonly action: string | null
  /** How many starts of the source in a row had not been taken before this one. */
  readonly tries: number
  /** How often it was told to send heartbeats, in milliseconds; null when it was told to send none, or that is not known. */
  readonly heartbeatInterval: Millis | null
  /** Since when it is on record as stalled; null while it is not. */
  readonly stalledAt: Instant | null
  readonly capture: Capture
}

export const noCapture: Capture = {
  state: null,
  sessionSince: null,
  recordingSince: null,
  lastRecordingAt: null,
  lastHeartbeatAt: null,
  grewAt: null,
  file: null,
  fileBytes: 0,
  segmented: false,
  hasBytes: false,
  longestSegment: 0,
  lost: null,
  about: null,
  hindered: null,
  lookedAt: null
}

const blank = {
  start: null,
  stop: null,
  stopSeen: false,
  stopRefuted: null,
  stopReason: null,
  seenAt: null,
  asked: 0,
  startedAt: null,
  pid: null,
  queuePosition: null,
  endedAt: null,
  ending: null,
  exitCode: null,
  refusal: null,
  message: null,
  settings: null,
  action: null,
  tries: 0,
  heartbeatInterval: null,
  stalledAt: null,
  capture: noCapture
} as const

/** A run about to be started: stored before the command is sent. */
export const sentRun = (
  taskId: TaskId,
  sourceId: SourceId,
  start: Sent,
  offer: Partial<Pick<Run, "settings" | "action" | "tries" | "heartbeatInterval" | "asked">> = {}
): Run => ({
  ...blank,
  ...offer,
  taskId,
  sourceId,
  phase: "sent",
  start,
  createdAt: start.at
})

/** A task of ours that the overseer showed and no record explains. */
export const foundRun = (taskId: TaskId, sourceId: SourceId, at: Instant, asked = 0): Run => ({
  ...blank,
  asked,
  taskId,
  sourceId,
  phase: "sent",
  seenAt: at,
  createdAt: at
})

/**
 * How a run ended that nobody stopped. Recorders that know of no sessions, as streamlink and yt-dlp, say by exit code 0 that the broadcast is
 * over; one that told of what it does never ends well by itself.
 */
export const endingBy = (exitCode: number | null, capture: Capture): Ending =>
  exitCode === 0 && tellsNothing(capture) ? "finished" : "exited"

/** Whether a recorder told nothing so far of what it does. */
export const tellsNothing = ({ lastHeartbeatAt, lastRecordingAt, lookedAt, state }: Capture): boolean =>
  lookedAt !== null || (state === null && lastHeartbeatAt === null && lastRecordingAt === null)

/** Whether the run still is, or may still become, a process. */
export const isOpen = (run: Run): boolean => run.phase !== "ended"

/** Whether what is told of a run can only be told of one that the overseer has, or had. */
export const isSeen = ({ phase, startedAt }: Pick<Run, "phase" | "startedAt">): boolean =>
  startedAt !== null || phase === "queued" || phase === "running"

/** Whether the overseer has the run, queued or running. */
export const isHeld = (run: Run): boolean => run.phase === "queued" || run.phase === "running"

/** Whether a stop is on its way or at work, ours or anybody's. */
export const isStopping = (run: Run): boolean => isOpen(run) && (run.stop !== null || run.stopSeen)
