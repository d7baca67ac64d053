import { Schema } from "effect"
import type { Instant, Millis } from "../values/Time.ts"
import type { CauseOf, Failure, Hindrance } from "./Cause.ts"

/** The one word that a page shows for a subscription; in the order of a list by status: what needs attention first. */
export const Status = Schema.Literals([
  "error",
  "refused",
  "stalled",
  "held",
  "unknown",
  "backoff",
  "queued",
  "starting",
  "stopping",
  "recording",
  "waiting",
  "inactive"
]).annotate({ identifier: "Status", examples: ["recording"] })
export type Status = typeof Status.Type

/** The API's coarse word for what really happens to a source, whoever wants it. */
export const State = Schema.Literals(["recording", "idle", "error"]).annotate({ identifier: "State" })
export type State = typeof State.Type

/** Whose turn it is: `somebody` has to mend it, or `time` does. */
export const Needs = Schema.Literals(["somebody", "time"]).annotate({ identifier: "Needs" })
export type Needs = typeof Needs.Type

/** Which causes a status may have; none where there is nothing to explain. */
export interface Causes {
  readonly error: Failure | CauseOf<"refused_start">
  readonly refused: Hindrance
  readonly stalled: Hindrance | CauseOf<"silent" | "not_growing" | "no_bytes">
  readonly held: CauseOf<"driver" | "disk" | "unwritable" | "draining" | "limit">
  readonly unknown: CauseOf<"overseer">
  readonly backoff:
    | Failure
    | CauseOf<"blocked" | "ended" | "no_room" | "not_spawned" | "duplicate" | "dropped" | "not_started">
  readonly queued: CauseOf<"capacity">
  readonly starting: CauseOf<"due" | "asked">
  readonly stopping: CauseOf<"stop">
  readonly recording: CauseOf<"lossy"> | null
  readonly waiting: CauseOf<"off_air" | "nothing_found" | "looking">
  readonly inactive: CauseOf<"paused" | "archived" | "unwanted">
}

interface Details {
  /** Since when it is so, as far as that is known. */
  readonly since: Instant | null
  /** When it goes on by itself; null where that is not known, or nothing goes on. */
  readonly until: Instant | null
  /** How often it was tried in vain. */
  readonly tries: number | null
  /** The length of the window in which `tries` recorders failed; null where one recorder goes on trying. */
  readonly within: Millis | null
  /** The beginning of the session that is being recorded, or waited for. */
  readonly session: Instant | null
  /** Whose turn it is; null where nothing is missing. */
  readonly needs: Needs | null
}

export type VerdictOf<S extends Status> = S extends Status
  ? Details & { readonly status: S; readonly cause: Causes[S] }
  : never

/** How a source or a subscription stands, and why. Whatever is said of it anywhere is said from this value alone. */
export type Verdict = VerdictOf<Status>

const nothing: Details = { since: null, until: null, tries: null, within: null, session: null, needs: null }

export const verdict = <S extends Status>(status: S, cause: Causes[S], more: Partial<Details> = {}) => ({
  ...nothing,
  ...more,
  status,
  cause
})
