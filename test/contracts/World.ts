import { Effect, type Layer, Random } from "effect"
import type { SourceKey } from "../../src/domain/subscriptions/Names.ts"
import { foundRun, isOpen, type Run } from "../../src/domain/supervision/Run.ts"
import { lastEnded } from "../../src/domain/supervision/RunOrder.ts"
import { TaskId } from "../../src/domain/supervision/TaskId.ts"
import type { NewWorkerEvent } from "../../src/domain/supervision/WorkerEvent.ts"
import type { SourceId, UserId } from "../../src/domain/values/Ids.ts"
import { Instant } from "../../src/domain/values/Time.ts"
import type { Atomically } from "../../src/ports/Atomically.ts"
import type { AuditLog } from "../../src/ports/AuditLog.ts"
import type { Changes } from "../../src/ports/Changes.ts"
import type { Exports } from "../../src/ports/Exports.ts"
import type { Installation } from "../../src/ports/Installation.ts"
import type { Journal } from "../../src/ports/Journal.ts"
import type { Leadership } from "../../src/ports/Leadership.ts"
import type { Library } from "../../src/ports/Library.ts"
import type { Sessions } from "../../src/ports/Sessions.ts"
import type { SettingsStore } from "../../src/ports/SettingsStore.ts"
import { Sources } from "../../src/ports/Sources.ts"
import type { StoreHealth } from "../../src/ports/StoreHealth.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { Users } from "../../src/ports/Users.ts"
import type { WorkerEvents } from "../../src/ports/WorkerEvents.ts"

/** Every port that a store offers. */
export type Store =
  | Atomically
  | AuditLog
  | Changes
  | Exports
  | Installation
  | Journal
  | Leadership
  | Library
  | Sessions
  | SettingsStore
  | Sources
  | StoreHealth
  | Subscriptions
  | Users
  | WorkerEvents

/** What a contract is run against: a store of its own, empty at first, with real time. */
export type World = Layer.Layer<Store, unknown>

/** Noon of a day long after the machine's own, plus `seconds`: so that nothing stored here is old by the real clock. */
export const noon = Instant.make(Date.UTC(2030, 0, 15, 12))
export const at = (seconds: number): Instant => Instant.make(noon + seconds * 1000)

/** A name that no other test uses. */
export const fresh = (word: string) => Effect.map(Random.nextIntBetween(0, 2 ** 40), (n) => `${word}_${n.toString(36)}`)

/** A user with a name of its own. */
export const aUser = Effect.gen(function* () {
  const users = yield* Users
  return yield* users.create({ username: yield* fresh("user"), passwordHash: "hash", role: "user", at: at(0) })
})

export const aKey: Effect.Effect<SourceKey> = Effect.map(fresh("source"), (username) => ({ driver: "hls", username }))

/** A source that a new user subscribes to. */
export const aSource = Effect.gen(function* () {
  const user = yield* aUser
  const key = yield* aKey
  const subscriptions = yield* Subscriptions
  const { subscription } = yield* subscriptions.subscribe(user.id, key, at(0))
  return { id: subscription.sourceId, key, subscription, user }
})

/** The picture of one source, read at noon unless another moment is given. */
export const load = Effect.fnUntraced(function* (id: SourceId, readAt: Instant = noon) {
  const sources = yield* Sources
  const [source] = yield* sources.load([id], readAt)
  return source ?? (yield* Effect.die(new Error(`source ${id} is not there`)))
})

/** The runs of one source: the open ones, and the last that ended. */
export const loadRuns = (id: SourceId, readAt: Instant = noon) =>
  Effect.map(load(id, readAt), ({ runs }) => ({ openRuns: runs.filter(isOpen), lastRun: lastEnded(runs) }))

export const aTask = Effect.map(fresh("task"), (text) => TaskId.make(text))

/** A run as it is known before its start is sent. */
export const aRun = (sourceId: SourceId, createdAt: Instant = noon): Effect.Effect<Run> =>
  Effect.map(aTask, (taskId) => foundRun(taskId, sourceId, createdAt))

/** An event of a source, to be spread over. */
export const anEvent = (sourceId: SourceId, type: NewWorkerEvent["type"], when: Instant): NewWorkerEvent => ({
  sourceId,
  type,
  pid: null,
  exitCode: null,
  taskId: null,
  detail: null,
  at: when
})

/** An id that no row has. */
export const nobody = (2 ** 40) as UserId
