import type { ErrorPolicy } from "../../../../src/domain/supervision/ErrorWindow.ts"
import { blockedExitCode, type WorkerEvent } from "../../../../src/domain/supervision/WorkerEvent.ts"
import type { Instant } from "../../../../src/domain/values/Time.ts"

type Told = Pick<WorkerEvent, "type" | "at" | "exitCode">

/** Why a source with these stored events must not be started now, told from the events alone and not by the domain's rules. */
export const inVain = (events: ReadonlyArray<Told>, policy: ErrorPolicy, now: Instant): string | null => {
  const resetAt = Math.max(0, ...events.map((event) => (event.type === "reset" ? event.at : 0)))
  const recent = events.filter((event) => event.at > resetAt)
  const exits = recent.filter((event) => event.type === "exited")
  const failures = exits.filter((exit) => exit.exitCode !== blockedExitCode && exit.at >= now - policy.errorWindow)
  if (recent.some((event) => event.type === "errored")) return "it tripped"
  if (failures.length >= policy.errorThreshold) return "it failed often enough"
  const last = Math.max(0, ...exits.map((exit) => exit.at))
  return now < last + 0.8 * policy.restartDelay ? "it failed only just now" : null
}
