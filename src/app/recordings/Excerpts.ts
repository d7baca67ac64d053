import { Context, Data, Effect, Layer, type Scope } from "effect"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { UserId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { type Copied, MediaCopy, type NoCopier, type NotCopied } from "../../ports/MediaCopy.ts"
import type { MediaUnreadable } from "../../ports/MediaFiles.ts"
import { type Asked, excerptParts, type NotAllListed, type NothingRecorded, type StillReading } from "./excerptParts.ts"

/** The caller has as many on the way as one may have. */
export class TooManyOfYours extends Data.TaggedError("TooManyOfYours")<{ readonly most: number }> {
  override get message() {
    return `${this.most} of your files are being made already. Wait until one of them is done, or cancel it.`
  }
}

/** The machine makes as many as it makes at once. */
export class TooMany extends Data.TaggedError("TooMany")<{ readonly most: number }> {
  override get message() {
    return `${this.most} files are being made already, for all users together. Try again in a minute.`
  }
}

/** A copy, and when what it holds began. */
export interface Excerpted extends Copied {
  readonly startedAt: Instant
}

/** So many copies are made at once, for one user and for all of them. */
const mostOfOne = 2
const mostOfAll = 6

type Refusal =
  | NothingRecorded
  | NotAllListed
  | StillReading
  | TooManyOfYours
  | TooMany
  | NoCopier
  | NotCopied
  | MediaUnreadable

/** Recordings as one file. Who may see them is decided before. */
export class Excerpts extends Context.Service<
  Excerpts,
  {
    /** One file of what is asked for, cut where players can enter. Making it ends with the scope. */
    readonly open: (by: UserId, key: SourceKey, asked: Asked) => Effect.Effect<Excerpted, Refusal, Scope.Scope>
  }
>()("sticky-dvr/app/recordings/Excerpts") {}

export const layer = Layer.effect(
  Excerpts,
  Effect.gen(function* () {
    const copier = yield* MediaCopy
    const find = yield* excerptParts
    const underWay = new Map<UserId, number>()

    /** Takes one of the places until the scope closes. */
    const place = (by: UserId) =>
      Effect.acquireRelease(
        Effect.gen(function* () {
          const own = underWay.get(by) ?? 0
          if (own >= mostOfOne) return yield* new TooManyOfYours({ most: mostOfOne })
          const all = [...underWay.values()].reduce((sum, one) => sum + one, 0)
          if (all >= mostOfAll) return yield* new TooMany({ most: mostOfAll })
          underWay.set(by, own + 1)
        }),
        () =>
          Effect.sync(() => {
            const left = (underWay.get(by) ?? 1) - 1
            if (left === 0) underWay.delete(by)
            else underWay.set(by, left)
          })
      )

    return Excerpts.of({
      open: Effect.fn("Excerpts.open")(function* (by, key, asked) {
        yield* place(by)
        const { parts, startedAt } = yield* find(key, asked)
        return { ...(yield* copier.copy(key, parts)), startedAt }
      })
    })
  })
)
