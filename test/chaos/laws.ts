import type { Account } from "./Account.ts"
import { type Coverage, differences, unmissed } from "./coverageLaw.ts"
import type { OnDisk } from "./Disk.ts"
import type { People } from "./People.ts"
import type { Done } from "./Schedule.ts"
import type { Seen } from "./Table.ts"
import { diedUnheard } from "./unheard.ts"

/** What the laws are judged by, when all faults have ended and all has settled. Times are milliseconds since the epoch. */
export interface Evidence {
  readonly seen: ReadonlyArray<Seen>
  readonly account: Account
  readonly people: People
  /** What had not settled in its time. */
  readonly leftOver: ReadonlyArray<string>
  readonly done: ReadonlyArray<Done>
  /** Whether the product's programs saw another time of day for a while. */
  readonly clocksStepped: boolean
  /** By source: what its channel served, what lies on the disk, and what the product says of its past. */
  readonly served: ReadonlyMap<string, ReadonlyArray<number>>
  readonly disk: ReadonlyMap<string, OnDisk>
  readonly coverage: ReadonlyMap<string, Coverage>
}

/** The sentences of all that breaks one law. */
export interface Law {
  readonly name: string
  /** Whether it compares what the product tells of moments with the true time. */
  readonly needsClock?: true
  readonly broken: (evidence: Evidence) => ReadonlyArray<string>
}

const second = 1000

// @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
const clock = (at: number) => new Date(at).toISOString().slice(11, 23)

const recordersOf = (seen: ReadonlyArray<Seen>) => seen.filter(({ role }) => role === "recorder")

const bySource = <A extends { readonly source: string }>(all: ReadonlyArray<A>) =>
  Map.groupBy(all, ({ source }) => source)

/**
 * Whether something was killed or frozen within a second of `at`, or while it lasted; or a program ended then, as all do that lose their
 * launcher.
 */
const nearKill = ({ done, seen }: Evidence, at: number) =>
  done.some(({ from, kills, to }) => kills && at > from - second && at < to + second) ||
  seen.some(({ alive, lastAt, role }) => role !== "recorder" && !alive && Math.abs(lastAt - at) < second)

/** Whether a recorder could not end itself, as one does that loses its overseer, for it was frozen nearly up to its end. */
const wasFrozen = (done: ReadonlyArray<Done>, { lastAt, source }: Seen, since: number) =>
  done.some(
    ({ from, kind, says, to }) =>
      kind === "SIGSTOP recorder" && says.includes(` ${source} `) && from < since + second && lastAt < to + 2 * second
  )

const doubles: Law = {
  name: "no source has two recorders",
  broken: ({ done, seen }) =>
    [...bySource(recordersOf(seen))].flatMap(([source, lives]) =>
      lives.slice(1).flatMap((life, i) => {
        const before = lives
          .slice(0, i + 1)
          .find((one) => one.lastAt - life.firstAt > second && !wasFrozen(done, one, life.firstAt))
        return before === undefined
          ? []
          : [`${source}: ${before.pid} until ${clock(before.lastAt)} beside ${life.pid} from ${clock(life.firstAt)}`]
      })
    )
}

const wantedIn = ({ subscriptions }: Account) =>
  new Set(subscriptions.filter(({ posture }) => posture === "active").map(({ source }) => source))

/** What should be recorded and is not, and the other way round; also asked while it settles. */
export const unsettled = (account: Account, seen: ReadonlyArray<Seen>): ReadonlyArray<string> => {
  const wanted = wantedIn(account)
  const alive = new Set(recordersOf(seen).flatMap((one) => (one.alive ? [one.source] : [])))
  return [
    ...[...wanted].filter((one) => !alive.has(one)).map((one) => `${one} is wanted and not recorded`),
    ...[...alive]
      .filter((one) => one !== "testcard" && !wanted.has(one))
      .map((one) => `${one} is recorded and not wanted`)
  ]
}

const settled: Law = {
  name: "what is wanted is recorded, and nothing else",
  broken: ({ leftOver }) => leftOver
}

const kept: Law = {
  name: "each change that was confirmed is stored",
  broken: ({ account, people }) =>
    [...people.beliefs].flatMap(([key, believed]) => {
      const [username = "", source = ""] = key.split(" ")
      const row = account.subscriptions.find((one) => one.username === username && one.source === source)
      const posture = row?.posture ?? "none"
      return [...believed].some((one) => one === posture)
        ? []
        : [`${username}'s subscription to ${source} is ${posture}; told was ${[...believed].join(" or ")}`]
    })
}

const answers: Law = {
  name: "nobody is answered with a fault of ours",
  broken: ({ people }) => people.unexpected
}

const runsKnown: Law = {
  name: "each recorder is a run with its start and its end",
  broken: (evidence) => {
    const { account, clocksStepped, seen } = evidence
    return recordersOf(seen).flatMap((life) => {
      if (life.source === "testcard" || nearKill(evidence, life.firstAt) || life.lastAt - life.firstAt < second)
        return []
      const run = account.runs.find(
        ({ ending, pid, source, started }) =>
          // Of what nobody heard, its files tell that it was there, and not as which process.
          (pid === life.pid || (pid === null && ending === "lost")) &&
          source === life.source &&
          started !== null &&
          (clocksStepped || Math.abs(started - life.firstAt) < 5 * second)
      )
      const who = `${life.source}, process ${life.pid} from ${clock(life.firstAt)} to ${life.alive ? "now" : clock(life.lastAt)}`
      if (run === undefined) return [`${who} is no run`]
      if (!run.events.includes("started")) return [`${who}: the start of ${run.task_id} was not written down`]
      if (life.alive !== (run.ended === null)) return [`${who}: ${run.task_id} is ${run.ending ?? "still running"}`]
      if (run.ending === "unsent" || run.ending === "refused" || run.ending === "dequeued") {
        return [`${who}: ${run.task_id} is told as ${run.ending}`]
      }
      return []
    })
  }
}

const endsKnown: Law = {
  needsClock: true,
  name: "each end is written down once, and when it was",
  broken: (evidence) => {
    const { account, seen } = evidence
    return account.runs.flatMap((run) => {
      const ends = run.events.filter((type) => ["exited", "finished", "stopped", "lost"].includes(type))
      if (run.pid === null) return []
      if (run.ended === null) return ends.length === 0 ? [] : [`${run.task_id} goes on, and has ${ends.join()}`]
      if (ends.length !== 1) return [`${run.source}: ${run.task_id}, ${run.ending}, has ${run.events.join()}`]
      const life = recordersOf(seen).find(
        ({ pid, source, firstAt }) =>
          pid === run.pid && source === run.source && Math.abs(firstAt - (run.started ?? 0)) < 5 * second
      )
      if (life === undefined || nearKill(evidence, life.lastAt)) return []
      // Of one that is told as lost, once its overseer died with the word of its end, none but that knew when it ended.
      if (run.ending === "lost" && diedUnheard(evidence.done, seen, life.lastAt)) return []
      const off = run.ended - life.lastAt
      return Math.abs(off) > 3 * second
        ? [`${run.source}: ${run.task_id} ended at ${clock(life.lastAt)}, told is ${clock(run.ended)}`]
        : []
    })
  }
}

/** Recordings are told from each other by their times: with clocks that differ from that of the disk they may be taken for others. */
const bytes: Law = {
  needsClock: true,
  name: "the bytes of recordings are those on the disk",
  broken: ({ account, disk }) =>
    [...disk].flatMap(([source, there]) => {
      const told = account.recordings.filter((one) => one.source === source).reduce((sum, one) => sum + one.bytes, 0)
      return told === there.bytes ? [] : [`${source}: ${told} bytes told, ${there.bytes} there`]
    })
}

const covered: Law = {
  needsClock: true,
  name: "what is told as recorded is on the disk, and the other way round, to 2 s a stretch",
  broken: ({ account, coverage, disk }) =>
    [...coverage].flatMap(([source, told]) => {
      const recordings = account.recordings.flatMap((one) =>
        one.source === source && one.ended !== null ? [{ from: one.started, to: one.ended }] : []
      )
      return differences(told, disk.get(source)?.sequences ?? [], recordings).map((one) => `${source}: ${one}`)
    })
}

const owned: Law = {
  needsClock: true,
  name: "what a channel served and is not on the disk is told as missed, to 2 s a stretch",
  broken: ({ coverage, disk, served }) =>
    [...coverage].flatMap(([source, told]) =>
      unmissed(told, served.get(source) ?? [], disk.get(source)?.sequences ?? []).map((one) => `${source}: ${one}`)
    )
}

/** In the order of what matters. */
export const laws: ReadonlyArray<Law> = [settled, doubles, kept, runsKnown, endsKnown, bytes, covered, owned, answers]
