import type { Mutant } from "../Mutant.ts"

const app = (name: string) => `app/${name}.ts`
const test = (name: string) => ({ test: `app/${name}.test.ts` })

/** What the programs around the rules do with the store, the overseer and each other. */
export const programs: ReadonlyArray<Mutant> = [
  {
    breaks: "a start is sent before it is stored",
    file: app("supervision/reconciling/WriteAhead"),
    before: "if (runs.length > 0) yield* begin(runs)",
    after: "",
    caughtBy: { seeds: 10 }
  },
  {
    breaks: "that everybody's limit is reached is told to nobody",
    file: app("supervision/reconciling/Outages"),
    before: `recorders >= everybody ? ["", ...users] : users`,
    after: "users",
    caughtBy: { seeds: 100 }
  },
  {
    breaks: "a stop is sent before it is stored",
    file: app("supervision/reconciling/WriteAhead"),
    before: "actions.map(({ taskId, why }) => ({ taskId, why })),",
    after: "[],",
    caughtBy: { seeds: 10 }
  },
  {
    breaks: "a start that the store left unanswered is open for ever",
    file: app("supervision/reconciling/WriteAhead"),
    before: "const id = left === undefined || !isAsBefore || hasEnded(left.taskId) ? made : left.taskId",
    after: "const id = made",
    caughtBy: test("supervision/reconciling/WriteAhead")
  },
  {
    breaks: "a start with other settings keeps the id under which the earlier ones may be stored",
    file: app("supervision/reconciling/WriteAhead"),
    before: "const isAsBefore = left?.settings === startedWith.settings && left.action === startedWith.action",
    after: "const isAsBefore = left !== undefined",
    caughtBy: test("supervision/reconciling/WriteAhead")
  },
  {
    breaks: "a start that the store left unanswered is open for ever once it is not planned any more",
    file: app("supervision/reconciling/WriteAhead"),
    before: `live.apply(end(run, "unsent", now()))`,
    after: "",
    caughtBy: test("supervision/reconciling/WriteAhead")
  },
  {
    breaks: "whoever takes over does not read what is stored",
    file: app("supervision/reconciling/Reconciler"),
    before: `      yield* untilBack(takeOver, "the stored runs can't be read; trying again")\n`,
    after: "      live.setLeading(true)\n",
    caughtBy: { seeds: 200 }
  },
  {
    breaks: "whoever takes over writes nothing down",
    file: app("supervision/reconciling/Reconciler"),
    before: "runJournal.append(journalEntries({ run: { before, after }, events: [] }, 0, () => 0))",
    after: "",
    caughtBy: test("supervision/reconciling/Reconciler")
  },
  {
    breaks: "what only a follower heard of does not count once it leads",
    file: app("supervision/reconciling/Reconciler"),
    before: "for (const event of runEvents(before, after)) live.record(event)",
    after: "",
    caughtBy: test("supervision/live/LiveState")
  },
  {
    breaks: "whoever lost the lead goes on to write",
    file: app("supervision/reconciling/Reconciler"),
    before: "Effect.sync(() => live.setLeading(false))",
    after: "Effect.void",
    caughtBy: { seeds: 200 }
  },
  {
    breaks: "a source whose row is gone keeps its recorder",
    file: app("supervision/reconciling/situations"),
    before: "if (live.source(sourceId) !== undefined) continue",
    after: "continue",
    caughtBy: { test: "faults/stops.test.ts" }
  },
  {
    breaks: "a recorder that ended counts for the limits",
    file: app("supervision/live/liveRuns"),
    before: "else recorded.delete(id)",
    after: "",
    caughtBy: { test: "app/supervision/live/LiveState.test.ts" }
  },
  {
    breaks: "no trip is ever written down",
    file: app("supervision/reconciling/Reconciler"),
    before: "if (last === undefined || !shouldTrip(history, assessment.policy, now)) return",
    after: "if (last === undefined || history.failures.length >= 0) return",
    caughtBy: { test: "faults/failures.test.ts" }
  },
  {
    breaks: "the first look at outages tells nothing",
    file: app("supervision/reconciling/Outages"),
    before: "let told: string | null = null",
    after: `let told: string | null = ""`,
    caughtBy: test("supervision/reconciling/Outages")
  },
  {
    breaks: "a restart ignores what holds the new recorder back",
    file: app("supervision/assessment/Assessment"),
    before: "idle || obstacle !== null || stored.restartAsked > 0 ? ownHoldOf(stored) : null",
    after: "idle || obstacle !== null ? ownHoldOf(stored) : null",
    caughtBy: test("supervision/assessment/Assessment")
  },
  {
    breaks: "runs that a list lacks go on",
    file: app("supervision/overseer/TaskSync"),
    before: "if (isMissing) live.apply(applyListing(run, undefined, proof, now))",
    after: "",
    caughtBy: { seeds: 20 }
  },
  {
    breaks: "runs that a list shows are not listened to",
    file: app("supervision/overseer/TaskSync"),
    before: "yield* overseer.subscribe(connection, [taskId])",
    after: "",
    caughtBy: { test: "faults/restarts.test.ts" }
  },
  {
    breaks: "what runs told while the link was down is not asked for",
    file: app("supervision/overseer/TaskSync"),
    before: `if (run?.phase === "running" && !replayed.has(taskId)) yield* catchUp(connection, run)`,
    after: "",
    caughtBy: { test: "faults/settling.test.ts" }
  },
  {
    breaks: "what nobody heard of a run that goes on is not looked for on the disk",
    file: app("recordings/SettlingSoFar"),
    before: "Queue.offerUnsafe(due, undefined)",
    after: "{}",
    caughtBy: { test: "faults/settling.test.ts" }
  },
  {
    breaks: "a stray that is being stopped is stopped again",
    file: app("supervision/overseer/TaskSync"),
    before: `isLive(row) && row.state !== "stopped" && sourceOf`,
    after: "isLive(row) && sourceOf",
    caughtBy: test("supervision/reconciling/Reconciler")
  },
  {
    breaks: "a stray whose stop got lost goes on for ever",
    file: app("supervision/reconciling/strays"),
    before: "settles(list, { ...sent,",
    after: "list.askedAt < 0 && settles(list, { ...sent,",
    caughtBy: test("supervision/reconciling/Reconciler")
  },
  {
    breaks: "a follower counts a failure by its own clock as well",
    file: app("supervision/live/LiveStateInMemory"),
    before: "sources.store(read, only, leading)",
    after: "sources.store(read, only, true)",
    caughtBy: test("supervision/live/LiveState")
  },
  {
    breaks: "a bad fact takes its batch along",
    file: app("supervision/journal/RunJournal"),
    before: "return Effect.forEach(entries, (entry) => store([entry]), { discard: true })",
    after: "return Effect.void",
    caughtBy: test("supervision/journal/RunJournal")
  },
  {
    breaks: "what can't be kept is not counted",
    file: app("supervision/journal/journalBuffer"),
    before: "missed.set(id, (missed.get(id) ?? 0) + 1)",
    after: "missed.delete(id)",
    caughtBy: test("supervision/journal/RunJournal")
  },
  {
    breaks: "what happens while nobody leads is forgotten",
    file: app("supervision/journal/journalBuffer"),
    before: "if (kept.length < size) kept.push({ entry, at })",
    after: "if (kept.length < 0) kept.push({ entry, at })",
    caughtBy: test("supervision/journal/RunJournal")
  },
  {
    breaks: "what changed in the store is not read",
    file: app("supervision/live/Loading"),
    before: "else for (const id of hint.ids) sources.add(id)",
    after: "else for (const id of hint.ids) sources.delete(id)",
    caughtBy: test("supervision/live/Loading")
  },
  {
    breaks: "an older read replaces what a later one brought",
    file: app("supervision/live/Reading"),
    before: "number > latestWhole &&",
    after: "number > 0 &&",
    caughtBy: test("supervision/live/Reading")
  },
  {
    breaks: "a session read before its revocation is kept",
    file: "app/accounts/SessionsCheck.ts",
    before: "if (generation === before) {",
    after: "if (generation >= before) {",
    caughtBy: { test: "app/accounts/SessionsCheck.test.ts" }
  },
  {
    breaks: "ended runs are never forgotten",
    file: app("supervision/live/liveRuns"),
    before: "owners.delete(taskId)",
    after: "",
    caughtBy: test("supervision/live/LiveState")
  },
  {
    breaks: "the runs of a source that is gone are kept",
    file: app("supervision/live/LiveStateInMemory"),
    before: "runs.forget(id)",
    after: "void id",
    caughtBy: test("supervision/live/LiveState")
  },
  {
    breaks: "supervision waits until all sources were read",
    file: app("supervision/live/Reading"),
    before: "take, live.begin)",
    after: "take, () => {})",
    caughtBy: test("supervision/live/Loading")
  },
  {
    breaks: "recordings stall by the silence of the link",
    file: app("supervision/assessment/Assessment"),
    before: "last: link.lastHeardAt ?? link.since",
    after: "last: now",
    caughtBy: { test: "faults/outages.test.ts" }
  },
  {
    breaks: "what the next backend was killed before is never settled",
    file: app("recordings/Settling"),
    before: "isBehind(sourceId) ?",
    after: "(false as boolean) ?",
    caughtBy: { test: "faults/settlingLate.test.ts" }
  },
  {
    breaks: "the launcher gives up a program that ends seven times in a row",
    file: "local/launcher/KeepRunning.ts",
    before: "yield* Effect.sleep(wait)",
    after: "yield* shortLives > 6 ? Effect.never : Effect.sleep(wait)",
    caughtBy: { test: "local/launcher/KeepRunning.test.ts" }
  }
]
