import type { Mutant } from "../Mutant.ts"

const reducer = "domain/supervision/RunReducer.ts"
const listing = "domain/supervision/Listing.ts"
const events = "domain/supervision/RunEvents.ts"
const record = "domain/supervision/Record.ts"
const test = (name: string) => ({ test: `domain/supervision/${name}.test.ts` })

/** What is known of runs, by the overseer's words and lists and by the record. */
export const runs: ReadonlyArray<Mutant> = [
  {
    breaks: "an ended run is revived by what comes late",
    file: reducer,
    before: `return run.ending === "unsent" ? reduceRun`,
    after: `return run.ending !== "stopped" ? reduceRun`,
    caughtBy: test("RunReducer")
  },
  {
    breaks: "an exit that the overseer calls intentional counts as a failure",
    file: reducer,
    before: `event.intentional || isStopping(run) ? "stopped" :`,
    after: `isStopping(run) ? "stopped" :`,
    caughtBy: { seeds: 60 }
  },
  {
    breaks: "what was given up and turns out to have begun stays given up",
    file: "domain/supervision/RunFacts.ts",
    before: "(isGivenUp(run) && isSeen(facts))",
    after: "false",
    caughtBy: { test: "contracts/endings.test.ts" }
  },
  {
    breaks: "the end of a broadcast counts as a failure",
    file: "domain/supervision/Run.ts",
    before: `tellsNothing(capture) ? "finished" : "exited"`,
    after: `tellsNothing(capture) ? "exited" : "exited"`,
    caughtBy: test("Hold")
  },
  {
    breaks: "an exit after our stop counts as a failure where the overseer does not say that it was asked for",
    file: reducer,
    before: `event.intentional || isStopping(run) ? "stopped" :`,
    after: `event.intentional ? "stopped" :`,
    caughtBy: test("RunReducer")
  },
  {
    breaks: "a line is taken for the beginning of its run",
    file: reducer,
    before: "return recovered(hear(speaking(run, event.pid, at, heardAt)",
    after: "return recovered(hear(running(run, event.pid, run.startedAt ?? at, heardAt)",
    caughtBy: test("RunReducer")
  },
  {
    breaks: "what happens is dated by an overseer whose clock runs ahead",
    file: reducer,
    before: "const at = event.at < heardAt ? event.at : heardAt",
    after: "const at = event.at",
    caughtBy: test("RunReducer")
  },
  {
    breaks: "a list shows the fate of a command at once",
    file: reducer,
    before: "list.askedAt >= later(sent.at, answerDeadline) &&",
    after: "",
    caughtBy: { seeds: 100 }
  },
  {
    breaks: "a list on any connection shows the fate of a command",
    file: reducer,
    before: "(list.connection === sent.connection ||",
    after: "(list.connection > 0 ||",
    caughtBy: test("Listing")
  },
  {
    breaks: "a lost connection is taken to bring nothing after a second",
    file: reducer,
    before: "export const deliveryGrace = 10_000",
    after: "export const deliveryGrace = 1_000",
    caughtBy: { seeds: 400 }
  },
  {
    breaks: "commands keep their witness when their connection is lost",
    file: reducer,
    before: "sent.lostAt === null ? { ...sent, lostAt: at } : sent",
    after: "sent.lostAt === null ? sent : sent",
    caughtBy: test("Listing")
  },
  {
    breaks: "a list asked for before a run was seen ends it",
    file: listing,
    before: "if (knownAt !== null && list.askedAt <= knownAt) return run",
    after: "",
    caughtBy: test("Listing")
  },
  {
    breaks: "a list asked for before the store told of a run ends it",
    file: listing,
    before: "const knownAt = run.seenAt ?? run.start?.lostAt ?? null",
    after: "const knownAt = run.seenAt",
    caughtBy: test("Listing")
  },
  {
    breaks: "a run that was given up stays so though it lives",
    file: listing,
    before: "row !== undefined && isRevenant(run, row, list) ?",
    after: "row !== undefined && run.exitCode === -99 ?",
    caughtBy: test("givenUp")
  },
  {
    breaks: "a stop that had no effect is never sent again",
    file: listing,
    before: "? { ...run, stop: null, stopReason: null, stopRefuted: run.stop.at }",
    after: "? run",
    caughtBy: { seeds: 100 }
  },
  {
    breaks: "a stop by somebody else is not seen",
    file: listing,
    before: `row.state === "stopped" ? { ...live, stopSeen: true }`,
    after: `row.state === "errored" ? { ...live, stopSeen: true }`,
    caughtBy: test("Listing")
  },
  {
    breaks: "a start is dated by an overseer whose clock runs ahead",
    file: listing,
    before: "at !== null && at < now ? at : now",
    after: "at ?? now",
    caughtBy: test("Listing")
  },
  {
    breaks: "`dequeued` is not told",
    file: events,
    before: `    case "lost":
    case "dequeued":`,
    after: `    case "lost":`,
    caughtBy: { seeds: 40 }
  },
  {
    breaks: "a stop of a process is told as its loss",
    file: events,
    before: `[event(run, "stopped", at,`,
    after: `[event(run, "lost", at,`,
    caughtBy: { seeds: 20 }
  },
  {
    breaks: "a run's start is not told",
    file: events,
    before: "(before?.startedAt ?? null) === null && after.startedAt !== null",
    after: "(before?.startedAt ?? null) === null && after.startedAt === null",
    caughtBy: { seeds: 10 }
  },
  {
    breaks: "a command of another backend lost its witness when it was first read of",
    file: record,
    before: "own === null || (own.connection === 0 && stored !== null) ? stored : own",
    after: "own ?? stored",
    caughtBy: test("Record")
  },
  {
    breaks: "what the store has of a run is believed rather than what was seen of it",
    file: record,
    before: "return isOpen(own) ? joined(own, run) : own",
    after: "return run",
    caughtBy: test("Record")
  },
  {
    breaks: "what was sent for a stored run counts as lost long ago",
    file: "domain/supervision/Restore.ts",
    before: "const sent = (at: Instant) => ({ at, connection: 0, lostAt: readAt })",
    after: "const sent = (at: Instant) => ({ at, connection: 0, lostAt: at })",
    caughtBy: test("Record")
  },
  {
    breaks: "other installations' tasks are taken for ours",
    file: "domain/supervision/TaskId.ts",
    before: "(installation: InstallationId, id: string): boolean =>",
    after: "(_: InstallationId, id: string, installation = id.slice(3, 11)): boolean =>",
    caughtBy: { seeds: 60 }
  }
]
