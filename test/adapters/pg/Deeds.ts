import { Effect, Option, Schema } from "effect"
import type { SourceKey } from "../../../src/domain/subscriptions/Names.ts"
import { Posture } from "../../../src/domain/subscriptions/Posture.ts"
import { outageKinds } from "../../../src/domain/supervision/Outage.ts"
import { foundRun, refusals, stopReasons } from "../../../src/domain/supervision/Run.ts"
import { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import type { SourceId, UserId } from "../../../src/domain/values/Ids.ts"
import { Journal } from "../../../src/ports/Journal.ts"
import { Sources } from "../../../src/ports/Sources.ts"
import { Subscriptions } from "../../../src/ports/Subscriptions.ts"
import { Users } from "../../../src/ports/Users.ts"
import { WorkerEvents } from "../../../src/ports/WorkerEvents.ts"
import { anEvent, at, fresh, noon } from "../../contracts/World.ts"

const seconds = Schema.Int.check(Schema.isBetween({ minimum: -3, maximum: 3 }))
const some = Schema.Literals([0, 1, 2])
const task = Schema.Literals([0, 1, 2, 3])

/** Something that is done to a store, told by small numbers: users and sources 0 to 2, tasks 0 to 3, seconds around noon. */
export const Deed = Schema.Union([
  Schema.TaggedStruct("subscribe", { user: some, source: some, at: seconds }),
  Schema.TaggedStruct("grant", { users: Schema.UniqueArray(some), source: some, posture: Posture, at: seconds }),
  Schema.TaggedStruct("wish", { user: some, source: some, from: Posture, to: Posture, at: seconds }),
  Schema.TaggedStruct("unsubscribe", { user: some, source: some }),
  Schema.TaggedStruct("rename", { user: some, to: some }),
  Schema.TaggedStruct("leave", { user: some }),
  Schema.TaggedStruct("reset", { source: some, at: seconds }),
  Schema.TaggedStruct("restart", { source: some, at: seconds }),
  Schema.TaggedStruct("begin", { task, at: seconds }),
  Schema.TaggedStruct("stop", {
    task,
    why: Schema.Literals(stopReasons),
    at: seconds
  }),
  Schema.TaggedStruct("run", {
    task,
    at: seconds,
    startedAt: Schema.NullOr(seconds),
    endedAt: Schema.NullOr(seconds),
    ending: Schema.Literals(["exited", "stopped", "lost", "dequeued", "unsent"]),
    refusal: Schema.NullOr(Schema.Literals(refusals)),
    words: Schema.NullOr(Schema.Literals(["one", "two"])),
    tries: some,
    pid: Schema.NullOr(some),
    stopReason: Schema.NullOr(Schema.Literals(stopReasons))
  }),
  Schema.TaggedStruct("event", {
    task,
    named: Schema.Boolean,
    type: Schema.Literals([
      "started",
      "exited",
      "exited",
      "stopped",
      "errored",
      "gap",
      "lost",
      "dequeued",
      "queued",
      "stalled",
      "stalled",
      "recovered"
    ]),
    at: seconds,
    exitCode: Schema.Literals([0, 1, 3]),
    detail: Schema.NullOr(Schema.Literals(["one", "two"]))
  }),
  Schema.TaggedStruct("recording", {
    task: some,
    at: Schema.Literals([-2, 0]),
    endedAt: Schema.NullOr(seconds),
    bytes: some
  }),
  Schema.TaggedStruct("recording started", {
    task: some,
    at: Schema.Literals([-2, 0]),
    sessionSince: Schema.NullOr(seconds)
  }),
  Schema.TaggedStruct("outages", { kinds: Schema.Array(Schema.Literals(outageKinds)), since: seconds, at: seconds }),
  Schema.TaggedStruct("prune", { at: seconds })
])
export type Deed = typeof Deed.Type

/** The names that one sequence of deeds goes by, the same in every store. */
export const someNames = Effect.map(fresh("deeds"), (mark) => ({
  user: (n: number) => `${mark} ${n}`,
  source: (n: number): SourceKey => ({ driver: "hls", username: `${mark}_${n}` }),
  task: (n: number) => TaskId.make(`${mark} ${n}`)
}))
type Names = Effect.Success<typeof someNames>

const moment = (n: number | null) => (n === null ? null : at(n))

/** Does the deeds to the store at hand, and tells what can be seen of it then, without the ids that differ from store to store. */
export const outcome = Effect.fnUntraced(function* (deeds: ReadonlyArray<Deed>, names: Names) {
  const [users, subscriptions, sources] = [yield* Users, yield* Subscriptions, yield* Sources]
  const [journal, events] = [yield* Journal, yield* WorkerEvents]
  const userIds: Array<UserId> = []
  const sourceIds: Array<SourceId> = []
  for (const n of [0, 1, 2]) {
    const user = yield* users.create({ username: names.user(n), passwordHash: "hash", role: "user", at: noon })
    userIds.push(user.id)
    sourceIds.push((yield* subscriptions.subscribe(user.id, names.source(n), noon)).subscription.sourceId)
  }
  const userId = (n: number) => userIds[n] ?? (0 as UserId)
  // A task belongs to one source, as its id says.
  const sourceId = (n: number) => sourceIds[n % 3] ?? (0 as SourceId)
  const runOf = (n: number, seconds: number) => foundRun(names.task(n), sourceId(n), at(seconds))

  const act = Effect.fnUntraced(function* (deed: Deed) {
    switch (deed._tag) {
      case "subscribe":
        if (Option.isNone(yield* users.find(userId(deed.user)))) return "nobody"
        return (yield* subscriptions.subscribe(userId(deed.user), names.source(deed.source), at(deed.at))).created
      case "grant": {
        // In what order subscriptions that are made at once get their ids is each store's own.
        const ids = deed.users.toSorted().map(userId)
        const there = yield* Effect.filter(ids, (id) => Effect.map(users.find(id), Option.isSome))
        const wishes = there.map((id) => ({ userId: id, key: names.source(deed.source), posture: deed.posture }))
        return (yield* subscriptions.grant(wishes, at(deed.at))).map(({ outcome }) => outcome)
      }
      case "wish": {
        const found = yield* subscriptions.find(userId(deed.user), names.source(deed.source))
        const changes = Option.toArray(found).map(({ id }) => ({ id, from: deed.from, to: deed.to }))
        return (yield* subscriptions.setPostures(changes, at(deed.at))).length
      }
      case "unsubscribe": {
        const found = yield* subscriptions.find(userId(deed.user), names.source(deed.source))
        return (yield* subscriptions.remove(Option.toArray(found).map(({ id }) => id))).length
      }
      case "rename": {
        const change = { username: names.user(deed.to + 3), at: at(1) }
        return yield* Effect.match(users.change(userId(deed.user), change), {
          onFailure: (refusal) => refusal._tag,
          onSuccess: (user) => Option.isSome(user)
        })
      }
      case "leave":
        return yield* users.remove(userId(deed.user))
      case "reset":
        return yield* sources.reset(sourceId(deed.source), at(deed.at), "somebody")
      case "restart":
        return yield* sources.restart([sourceId(deed.source)])
      case "begin":
        // Nobody begins a run of a source that was pruned.
        if ((yield* sources.load([sourceId(deed.task)], noon)).length === 0) return "no source"
        return yield* journal.begin([runOf(deed.task, deed.at)])
      case "stop":
        return yield* journal.stopping([{ taskId: names.task(deed.task), why: deed.why }], at(deed.at))
      case "run": {
        const { endedAt, ending, pid, refusal, startedAt, stopReason, tries, words } = deed
        const run = {
          ...runOf(deed.task, deed.at),
          startedAt: moment(startedAt),
          endedAt: moment(endedAt),
          ending: endedAt === null ? null : ending,
          exitCode: endedAt === null ? null : 1,
          refusal: endedAt === null ? null : refusal,
          message: endedAt === null ? null : words,
          action: words,
          tries,
          pid,
          stopReason
        }
        return yield* journal.write([{ _tag: "run", run }])
      }
      case "event": {
        const { detail, exitCode, named, type } = deed
        const event = { ...anEvent(sourceId(deed.task), type, at(deed.at)), exitCode, detail, pid: 7 }
        return yield* journal.write([
          { _tag: "event", event: { ...event, taskId: named ? names.task(deed.task) : null } }
        ])
      }
      case "recording": {
        const { bytes, endedAt } = deed
        const [taskId, startedAt] = [names.task(deed.task), at(deed.at)]
        return yield* journal.write([
          { _tag: "recording", taskId, sourceId: sourceId(deed.task), startedAt, endedAt: moment(endedAt), bytes }
        ])
      }
      case "recording started": {
        const [taskId, sessionSince] = [names.task(deed.task), moment(deed.sessionSince)]
        return yield* journal.write([
          { _tag: "recording started", taskId, sourceId: sourceId(deed.task), at: at(deed.at), sessionSince }
        ])
      }
      case "outages": {
        const standing = deed.kinds.map((kind) => ({
          kind,
          subject: kind === "driver" ? "hls" : "",
          since: at(deed.since)
        }))
        return yield* journal.write([{ _tag: "outages", standing, at: at(deed.at), term: 0, look: 1 }])
      }
      case "prune":
        return yield* events.prune(at(deed.at))
    }
  })

  const answers = yield* Effect.forEach(deeds, act)
  const seen = yield* Effect.forEach(sourceIds, (id) =>
    Effect.gen(function* () {
      const [picture] = yield* sources.load([id], at(20))
      if (picture === undefined) return "pruned"
      const past = yield* events.past(id, at(-1), at(1))
      const told = yield* events.ofSource(id, { after: null, limit: 1000 })
      return {
        picture: {
          ...picture,
          id: 0,
          subscriptions: picture.subscriptions.map((row) => ({ ...row, id: 0, userId: 0, sourceId: 0 })),
          runs: picture.runs.map((run) => ({ ...run, sourceId: 0 }))
        },
        runs: past.runs,
        recordings: past.recordings.map((recording) => ({ ...recording, id: 0, sourceId: 0 })),
        events: past.events.map((event) => ({ ...event, id: 0, sourceId: 0 })),
        // When a subscription was removed is each store's own time.
        wishes: past.wishes.map(({ at, posture }) => ({ posture, at: posture === null ? null : at })),
        outages: past.outages,
        told: told.map((event) => ({ ...event, id: 0, sourceId: 0 }))
      }
    })
  )
  // Whatever was done must not be in the way of the next sequence's counts.
  yield* journal.write([{ _tag: "outages", standing: [], at: at(20), term: 0, look: 1 }])
  yield* events.prune(at(1e8))
  yield* events.prune(at(1e8))
  return { answers, seen }
})
