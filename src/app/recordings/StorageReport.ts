import { Context, Effect, Layer, Struct } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { type Growth, growthOf, lasting, looked, type Unforeseen } from "../../domain/recordings/StorageForecast.ts"
import { type KeepRules, keepRules } from "../../domain/recordings/StorageRules.ts"
import type { Overrides, Settings } from "../../domain/settings/Settings.ts"
import { isAdmin } from "../../domain/subscriptions/Access.ts"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { UserId } from "../../domain/values/Ids.ts"
import { type Instant, later, type Millis } from "../../domain/values/Time.ts"
import { type Eyes, Library, type LibraryFilter, type SeenEntry, type SourceShare } from "../../ports/Library.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import * as Time from "../../runtime/Time.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { Exporting } from "./Exporting.ts"
import { LibraryAccess } from "./LibraryAccess.ts"
import { MakingRoom, type RoomStopped } from "./MakingRoom.ts"
import { storagePlan, type TriedRules } from "./storagePlan.ts"

/** The disk, which is admins' business alone. */
export interface Disk {
  /** The folder that recordings go to. */
  readonly root: string
  readonly size: number | null
  readonly free: number | null
  readonly toStayFree: number
  /** When starts are to wait for room, if it goes on so and nothing is deleted; why nobody can tell where that is so. */
  readonly fullIn: Millis | Unforeseen
  readonly whenNearlyFull: Settings["when_nearly_full"]
  readonly roomStopped: RoomStopped | null
}

/** What recordings take, as far as the caller may see them. */
export interface Storage {
  readonly at: Instant
  /** Why nothing is shown; null where that is not the reason. */
  readonly hidden: string | null
  /** Of members without what is in the trash. */
  readonly shares: ReadonlyArray<SourceShare>
  /** What files take that recordings were saved as: one's own, everybody's for admins. */
  readonly exports: { readonly bytes: number; readonly count: number }
  readonly growth: Growth | null
  readonly disk: Disk | null
}

/** What the rules would let go. */
export interface Preview {
  readonly count: number
  readonly bytes: number
  /** When the oldest of them began; null where nothing goes. */
  readonly oldest: Instant | null
  /** The largest first. */
  readonly sources: ReadonlyArray<SourceKey & { readonly count: number; readonly bytes: number }>
  /** The first of them, as `by` sees them. */
  readonly entries: ReadonlyArray<SeenEntry>
}

/** Rules that stand beside the general ones; a driver's or a source's. */
export interface OwnRules {
  readonly driver: string
  /** Null for all of the driver. */
  readonly username: string | null
  readonly rules: Partial<KeepRules>
}

/** What storage is used for, and what rules would make of it. Nothing is done. */
export class StorageReport extends Context.Service<
  StorageReport,
  {
    readonly show: (by: Caller) => Effect.Effect<Storage>
    /** The rules that are set: those for everybody, and all that stand beside them, drivers before sources, each by its name. */
    readonly rules: Effect.Effect<{ readonly everybody: KeepRules; readonly own: ReadonlyArray<OwnRules> }>
    readonly preview: (by: UserId, tried: TriedRules, limit: number) => Effect.Effect<Preview>
  }
>()("sticky-dvr/app/recordings/StorageReport") {}

const everything: Omit<LibraryFilter, keyof Eyes | "trashed"> = {
  from: null,
  to: null,
  sources: null,
  search: "",
  seen: null,
  kept: null,
  gaps: null
}

const sum = (all: ReadonlyArray<{ readonly bytes: number }>): number =>
  all.reduce((total, { bytes }) => total + bytes, 0)

const rulesIn = (own: Overrides): Partial<KeepRules> =>
  Object.fromEntries(keepRules.flatMap((rule) => (own[rule] === undefined ? [] : [[rule, own[rule]]])))

const earliestOf = (all: ReadonlyArray<Instant>): Instant | null =>
  all.reduce<Instant | null>((first, at) => (first === null || at < first ? at : first), null)

export const layer = Layer.effect(
  StorageReport,
  Effect.gen(function* () {
    const access = yield* LibraryAccess
    const current = yield* CurrentSettings
    const exporting = yield* Exporting
    const library = yield* Library
    const live = yield* LiveState
    const media = yield* MediaFiles
    const room = yield* MakingRoom
    const plan = yield* storagePlan

    /** What came counts whether it is in the trash by now or not, as far as these eyes may see that. */
    const growing = Effect.fnUntraced(function* (eyes: Eyes, now: Instant) {
      const filters = (eyes.of === "all" ? [false, true] : [false]).map((trashed) => ({
        ...everything,
        ...eyes,
        trashed
      }))
      const lately = yield* Effect.forEach(filters, (filter) => library.totals(filter, [later(now, -looked), now]))
      const first = yield* Effect.forEach(filters, (filter) =>
        library.list(filter, { sort: "oldest", limit: 1, after: null })
      )
      return growthOf(sum(lately.flat()), earliestOf(first.flat().map(({ startedAt }) => startedAt)), now)
    })

    const disk = Effect.fnUntraced(function* (growth: Growth | null) {
      const { min_free_space: toStayFree, when_nearly_full: whenNearlyFull } = (yield* current.get).settings
      const { free, size } = yield* media.probe(false)
      const fullIn = lasting(free === null ? null : free - toStayFree, growth)
      return { root: media.root, size, free, toStayFree, fullIn, whenNearlyFull, roomStopped: room.stopped() }
    })

    return StorageReport.of({
      show: Effect.fn("StorageReport.show")(function* (by) {
        const at = yield* Time.now
        const { eyes, hidden } = yield* access.eyes(by)
        const shares = eyes === null ? [] : yield* library.bySource(eyes)
        const growth = eyes === null ? null : yield* growing(eyes, at)
        const files = (yield* exporting.list(by)).filter(({ bytes }) => bytes > 0)
        const exports = { bytes: sum(files), count: files.length }
        if (!isAdmin(by))
          return { at, hidden, shares: shares.filter(({ trashed }) => !trashed), exports, growth, disk: null }
        return { at, hidden, shares, exports, growth, disk: yield* disk(growth) }
      }),

      rules: Effect.gen(function* () {
        yield* live.ready
        const { settings } = yield* current.get
        const drivers = Object.entries(settings.drivers).map(([driver, own]) => ({ driver, username: null, own }))
        const sources = [...live.sources()].map(({ driver, overrides: own, username }) => ({ driver, username, own }))
        const nameOf = ({ driver, username }: OwnRules): string =>
          username === null ? driver : `${driver}/${username}`
        const own = [drivers, sources].flatMap((some) =>
          some
            .map(({ own, ...of }) => ({ ...of, rules: rulesIn(own) }))
            .filter(({ rules }) => Object.keys(rules).length > 0)
            .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
        )
        return { everybody: Struct.pick(settings, keepRules), own }
      }),

      preview: Effect.fn("StorageReport.preview")(function* (by, tried, limit) {
        const gone = yield* plan(tried)
        const first = gone.slice(0, limit).map(({ id }) => id)
        const sources = [...Map.groupBy(gone, ({ sourceId }) => sourceId)].flatMap(([id, all]) => {
          const source = live.source(id)
          if (source === undefined) return []
          const { driver, username } = source
          return [{ driver, username, count: all.length, bytes: sum(all) }]
        })
        return {
          count: gone.length,
          bytes: sum(gone),
          oldest: earliestOf(gone.map(({ startedAt }) => startedAt)),
          sources: sources.toSorted((a, b) => b.bytes - a.bytes),
          entries: yield* library.find(first, { reader: by, of: "all" })
        }
      })
    })
  })
)
