import { Context, Effect, Layer } from "effect"
import type { KeepRules } from "../../domain/recordings/StorageRules.ts"
import type { UserId } from "../../domain/values/Ids.ts"
import { later, type Millis } from "../../domain/values/Time.ts"
import { Library, type LibraryFilter, type SeenEntry, type SourceShare } from "../../ports/Library.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import * as Time from "../../runtime/Time.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { storagePlan } from "./storagePlan.ts"

/** What the disk holds of recordings, and how long it lasts. */
export interface Storage {
  readonly size: number | null
  readonly free: number | null
  readonly toStayFree: number
  readonly sources: ReadonlyArray<SourceShare>
  /** Bytes a day, as of the last days. */
  readonly growth: number
  /** When starts are to wait for room, if it goes on so; null where nobody can tell. */
  readonly fullIn: Millis | null
}

/** What the rules would let go. */
export interface Preview {
  readonly count: number
  readonly bytes: number
  /** The first of them, as `by` sees them. */
  readonly entries: ReadonlyArray<SeenEntry>
}

/** What storage is used for, and what rules would make of it. Nothing is done. */
export class StorageReport extends Context.Service<
  StorageReport,
  {
    readonly show: Effect.Effect<Storage>
    /** With others in the place of the rules that are set for everybody. */
    readonly preview: (by: UserId, tried: Partial<KeepRules>, limit: number) => Effect.Effect<Preview>
  }
>()("sticky-dvr/app/recordings/StorageReport") {}

const day: Millis = 24 * 3_600_000

/** So many days tell how much comes on one. */
const looked = 7

const everything: LibraryFilter = {
  reader: 0 as UserId,
  of: "all",
  from: null,
  to: null,
  sources: null,
  search: "",
  seen: null,
  kept: null,
  gaps: null,
  trashed: false
}

export const layer = Layer.effect(
  StorageReport,
  Effect.gen(function* () {
    const current = yield* CurrentSettings
    const library = yield* Library
    const media = yield* MediaFiles
    const plan = yield* storagePlan

    const show = Effect.gen(function* () {
      const now = yield* Time.now
      const { min_free_space: toStayFree } = (yield* current.get).settings
      const { free, size } = yield* media.probe(false)
      const [lately] = yield* library.totals(everything, [later(now, -looked * day), now])
      const growth = Math.round((lately?.bytes ?? 0) / looked)
      const left = free === null ? null : Math.max(0, free - toStayFree)
      return {
        size,
        free,
        toStayFree,
        sources: yield* library.bySource,
        growth,
        fullIn: left === null || growth === 0 ? null : (left / growth) * day
      }
    })

    return StorageReport.of({
      show,
      preview: Effect.fn("StorageReport.preview")(function* (by, tried, limit) {
        const gone = yield* plan(tried)
        const first = gone.slice(0, limit).map(({ id }) => id)
        return {
          count: gone.length,
          bytes: gone.reduce((sum, { bytes }) => sum + bytes, 0),
          entries: yield* library.find(first, { reader: by, of: "all" })
        }
      })
    })
  })
)
