import type { Address } from "../../../domain/subscriptions/Address.ts"
import type { Subscription } from "../../../domain/subscriptions/Subscription.ts"
import { mergeHistory, record } from "../../../domain/supervision/History.ts"
import type { NewWorkerEvent } from "../../../domain/supervision/WorkerEvent.ts"
import type { SourceId } from "../../../domain/values/Ids.ts"
import { type Instant, latestKnown } from "../../../domain/values/Time.ts"
import type { StoredSource } from "../../../ports/Sources.ts"

/** What was read anew, in the objects known before wherever they say the same: identity then tells what has changed. */
const keptSubscriptions = (
  before: ReadonlyArray<Subscription>,
  now: ReadonlyArray<Subscription>
): ReadonlyArray<Subscription> => {
  const kept = now.map((one) => {
    const known = before.find(({ id }) => id === one.id)
    return known !== undefined && isSameSubscription(known, one) ? known : one
  })
  return kept.length === before.length && kept.every((one, at) => one === before[at]) ? before : kept
}

const keptAddress = (before: Address | null, now: Address | null): Address | null =>
  before !== null && now !== null && before.url === now.url && before.from === now.from ? before : now

const isSameSubscription = (a: Subscription, b: Subscription): boolean =>
  a.posture === b.posture && a.updatedAt === b.updatedAt && a.createdAt === b.createdAt && a.owner === b.owner

/** What the store holds of all sources, joined with what happened since it was read; found by id, by name, and by driver. */
export const liveSources = () => {
  const sources = new Map<SourceId, StoredSource>()
  const names = new Map<string, Map<string, SourceId>>()
  const blocked = new Map<string, Set<SourceId>>()

  const keep = (stored: StoredSource): void => {
    const { driver, history, id } = stored
    sources.set(id, stored)
    if (history.blocks.length === 0) blocked.get(driver)?.delete(id)
    else blocked.set(driver, (blocked.get(driver) ?? new Set()).add(id))
  }

  const put = (stored: StoredSource, goesAhead: boolean): void => {
    const before = sources.get(stored.id)
    const ofDriver = names.get(stored.driver)
    if (ofDriver === undefined) names.set(stored.driver, new Map([[stored.username, stored.id]]))
    else ofDriver.set(stored.username, stored.id)
    if (before === undefined) {
      keep(stored)
      return
    }
    const history = goesAhead ? mergeHistory(before.history, stored.history) : stored.history
    const subscriptions = keptSubscriptions(before.subscriptions, stored.subscriptions)
    const lastRecordingAt = latestKnown(before.lastRecordingAt, stored.lastRecordingAt)
    const address = keptAddress(before.address, stored.address)
    keep({ ...stored, address, history, subscriptions, lastRecordingAt })
  }

  const drop = (id: SourceId): void => {
    const stored = sources.get(id)
    if (stored === undefined) return
    const { driver, username } = stored
    sources.delete(id)
    blocked.get(driver)?.delete(id)
    names.get(driver)?.delete(username)
  }

  return {
    get: (id: SourceId): StoredSource | undefined => sources.get(id),
    all: (): Iterable<StoredSource> => sources.values(),
    named: (driver: string, username: string): StoredSource | undefined => {
      const id = names.get(driver)?.get(username)
      return id === undefined ? undefined : sources.get(id)
    },
    blocked: (driver: string): ReadonlyArray<StoredSource> =>
      [...(blocked.get(driver) ?? [])].flatMap((id) => sources.get(id) ?? []),
    /**
     * Takes in what was read; `only` names ids that are gone if they are not among it. Histories are joined with what was recorded
     * where that `goesAhead` of the store. Answers which are gone.
     */
    store: (
      read: ReadonlyArray<StoredSource>,
      only: ReadonlyArray<SourceId> | "all",
      goesAhead: boolean
    ): ReadonlyArray<SourceId> => {
      const present = new Set(read.map(({ id }) => id))
      const gone = (only === "all" ? [...sources.keys()] : only).filter((id) => !present.has(id))
      for (const id of gone) drop(id)
      for (const source of read) put(source, goesAhead)
      return gone
    },
    /** Adds an event to its source's history. */
    record: (event: NewWorkerEvent): void => {
      const stored = sources.get(event.sourceId)
      if (stored !== undefined) keep({ ...stored, history: record(stored.history, event) })
    },
    /** A recording of the source began or ended at this moment. */
    recorded: (id: SourceId, at: Instant): void => {
      const stored = sources.get(id)
      if (stored !== undefined) keep({ ...stored, lastRecordingAt: latestKnown(stored.lastRecordingAt, at) })
    }
  }
}
