import { Schema } from "effect"
import type { Bounds } from "../../../src/domain/supervision/Admission.ts"
import type { Hold, OwnHold } from "../../../src/domain/supervision/Hold.ts"
import { applyListing } from "../../../src/domain/supervision/Listing.ts"
import type { Action, Situation } from "../../../src/domain/supervision/Plan.ts"
import { unlimited } from "../../../src/domain/supervision/Room.ts"
import { foundRun, isHeld, isOpen, isStopping, type Run } from "../../../src/domain/supervision/Run.ts"
import { end, refuse, stopSent } from "../../../src/domain/supervision/RunReducer.ts"
import { SourceId } from "../../../src/domain/values/Ids.ts"
import { asked, at, dequeued, exited, fresh, queued, row, sent, started, told } from "./given.ts"

/** What can happen to one of a source's runs. The first thing that happens to a run is that it was begun. */
const Step = Schema.Struct({
  run: Schema.Literals([0, 1, 2]),
  step: Schema.Literals([
    "answered",
    "answered",
    "answered",
    "queued",
    "found",
    "stop",
    "exited",
    "dequeued",
    "refused",
    "vanished",
    "stopped by others"
  ])
})

/** A source's past as a list of what happened, and what is wanted of it now. */
export const Past = Schema.Struct({
  steps: Schema.Array(Step).check(Schema.isMaxLength(6)),
  eligible: Schema.Literals(["yes", "yes", "no"]),
  hold: Schema.Literals([
    "none",
    "none",
    "none",
    "none",
    "none",
    "none",
    "backoff",
    "blocked",
    "declined",
    "draining",
    "finished",
    "refused",
    "disk",
    "storage"
  ]),
  restart: Schema.Boolean
})
export type Past = typeof Past.Type

export const ownHolds: { readonly [T in OwnHold["_tag"]]: OwnHold } = {
  backoff: { _tag: "backoff", until: at(90_000), failures: 2 },
  blocked: { _tag: "blocked", until: at(90_000) },
  declined: { _tag: "declined", why: "full", until: at(90_000), message: "queue is full" },
  draining: { _tag: "draining", until: at(90_000) },
  finished: { _tag: "finished", at: at(500), until: at(90_000) },
  refused: { _tag: "refused", message: "unknown action", at: at(5) },
  storage: { _tag: "storage", obstacle: { why: "not_mounted" } }
}

/** What holds a source back where too little space is free. */
export const low: OwnHold = { _tag: "storage", obstacle: { why: "low", free: 1, needed: 2 } }

export const holds: { readonly [T in Hold["_tag"]]: Hold } = {
  ...ownHolds,
  driver: { _tag: "driver", until: null, blocks: 3 },
  room: { _tag: "room" },
  limit: { _tag: "limit", whose: "user", limit: 3 }
}

/** These bounds and no others. */
export const boundedBy = (bounds: Partial<Bounds>): Bounds => ({
  limits: { everybody: Number.POSITIVE_INFINITY, user: Number.POSITIVE_INFINITY, recorders: 0, ofUsers: new Map() },
  room: unlimited,
  gateOf: () => ({ _tag: "open" }),
  concurrency: Number.POSITIVE_INFINITY,
  ...bounds
})

const now = 1000

const live = (run: Run, step: (typeof Step.Type)["step"]): Run => {
  switch (step) {
    case "answered":
      return told(run, started(now))
    case "queued":
      return told(run, queued(now))
    case "found":
      return isOpen(run)
        ? applyListing(foundRun(run.taskId, run.sourceId, at(now)), row(run), asked(now), at(now))
        : run
    case "stop":
      return isHeld(run) && !isStopping(run) ? stopSent(run, sent(now), "unwanted") : run
    case "exited":
      return told(run, exited(now))
    case "dequeued":
      return told(run, dequeued(now))
    case "refused":
      return refuse(run, "refused", "unknown action", at(now))
    case "vanished":
      return end(run, "lost", at(now))
    case "stopped by others":
      return isHeld(run) ? applyListing(run, row(run, { state: "stopped" }), asked(now), at(now)) : run
  }
}

export const situation = (past: Past, number = 1): Situation => {
  const sourceId = SourceId.make(number)
  const runs = new Map<number, Run>()
  for (const { run, step } of past.steps) {
    runs.set(
      run,
      live(runs.get(run) ?? { ...fresh(10 * number + run, sourceId, 100 * run), asked: run > 1 ? 1 : 0 }, step)
    )
  }
  return {
    sourceId,
    driver: "hls",
    wishes: [],
    eligible: past.eligible === "yes",
    hold: past.hold === "none" ? null : past.hold === "disk" ? low : ownHolds[past.hold],
    restartAsked: past.restart ? 1 : 0,
    runs: [...runs.values()]
  }
}

let made = 0

/** The situation once the action was sent and nothing came back yet. */
export const send = (situation: Situation, action: Action): Situation => ({
  ...situation,
  runs:
    action._tag === "start"
      ? [...situation.runs, { ...fresh(100_000 + made++, situation.sourceId, 2000), asked: situation.restartAsked }]
      : situation.runs.map((run) => (run.taskId === action.taskId ? stopSent(run, sent(2000), action.why) : run))
})

/** The situation once everything that was sent has taken effect. */
export const settle = (situation: Situation): Situation => ({
  ...situation,
  runs: situation.runs.map((run) =>
    isStopping(run) ? told(run, exited(3000, 0, true)) : run.phase === "sent" ? told(run, started(3000)) : run
  )
})

export const isUnderWay = (situation: Situation): number =>
  situation.runs.filter((run) => run.phase === "sent" || (situation.eligible && isStopping(run))).length
