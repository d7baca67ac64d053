import { Clock, Context, Effect, Layer, Option, Schema } from "effect"
import { mayActFor } from "../domain/Access.ts"
import type { UserId } from "../domain/Ids.ts"
import { SourceKey, showKey } from "../domain/Names.ts"
import { Posture } from "../domain/Posture.ts"
import { Instant } from "../domain/Time.ts"
import { understandUrl } from "../domain/UrlPattern.ts"
import { Subscriptions } from "../ports/Subscriptions.ts"
import { Users } from "../ports/Users.ts"
import { type Acting, Auditing } from "./Auditing.ts"
import { CurrentSettings } from "./CurrentSettings.ts"
import { Overview } from "./Overview.ts"
import { NotAllowed, NoUser } from "./Refusals.ts"
import { Subscribing } from "./Subscribing.ts"

/** One wish as it was read; nothing about it is checked yet. Absent `posture` means active. */
export interface ImportLine {
  readonly line: number
  readonly input: string
  readonly driver?: string
  readonly username?: string
  readonly url?: string
  readonly posture?: string
}

export interface ImportResult {
  readonly line: number
  readonly input: string
  readonly driver: string | null
  readonly username: string | null
  readonly outcome: "created" | "changed" | "unchanged" | "refused"
  readonly posture: Posture | null
  readonly error: string | null
}

/** Wishes taken in from elsewhere, line by line; a bad line spoils no other. A dry run says what would happen. */
export class Importing extends Context.Service<
  Importing,
  {
    readonly run: (
      by: Acting,
      owner: UserId,
      lines: ReadonlyArray<ImportLine>,
      dryRun: boolean
    ) => Effect.Effect<ReadonlyArray<ImportResult>, NotAllowed | NoUser>
  }
>()("sticky-dvr/app/Importing") {}

const decodeKey = Schema.decodeUnknownEffect(SourceKey)
const isPosture = Schema.is(Posture)

interface Wish {
  readonly key: SourceKey
  readonly posture: Posture
}

export const layer = Layer.effect(
  Importing,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const overview = yield* Overview
    const settings = yield* CurrentSettings
    const subscribing = yield* Subscribing
    const subscriptions = yield* Subscriptions
    const users = yield* Users

    const understand = Effect.fnUntraced(function* (
      line: ImportLine,
      patterns: Readonly<Record<string, string>>
    ): Effect.fn.Return<Wish, string> {
      const posture = line.posture === undefined || line.posture === "" ? "active" : line.posture
      if (!isPosture(posture)) return yield* Effect.fail("posture is active, paused or archived")
      const { driver, url, username } = line
      const named = url === undefined || url === "" ? { driver, username } : understandUrl(patterns, url)
      if (named === undefined) return yield* Effect.fail("no driver's address in the settings fits this one")
      const key = yield* Effect.mapError(decodeKey(named), ({ message }) => message.replaceAll(/\s*\n\s*/g, " "))
      yield* Effect.mapError(subscribing.requireDriver(key.driver), ({ message }) => message)
      return { key, posture }
    })

    const take = Effect.fnUntraced(function* (owner: UserId, { key, posture }: Wish, dryRun: boolean) {
      const known = Option.getOrUndefined(yield* subscriptions.find(owner, key))
      if (known?.posture === posture) return { outcome: "unchanged" as const, sourceId: known.sourceId }
      const outcome = known === undefined ? ("created" as const) : ("changed" as const)
      if (dryRun) return { outcome, sourceId: known?.sourceId ?? null }
      const at = Instant.make(yield* Clock.currentTimeMillis)
      const { id, posture: from, sourceId } = known ?? (yield* subscriptions.subscribe(owner, key, at)).subscription
      if (from !== posture) yield* subscriptions.setPostures([{ id, from, to: posture }], at)
      return { outcome, sourceId }
    })

    return Importing.of({
      run: Effect.fn("Importing.run")(function* (by, owner, lines, dryRun) {
        if (!mayActFor(by, owner)) return yield* new NotAllowed({ message: "Only admins import for other people." })
        if (owner !== by.userId && Option.isNone(yield* users.find(owner))) return yield* new NoUser({ id: owner })
        const patterns = (yield* settings.get).settings.driver_urls
        const seen = new Set<string>()
        const results: Array<ImportResult> = []
        const done: Array<{
          readonly sourceId: NonNullable<Effect.Success<ReturnType<typeof take>>["sourceId"]>
          readonly key: SourceKey
        }> = []
        for (const { input, line, ...rest } of lines) {
          const wish = yield* Effect.result(understand({ input, line, ...rest }, patterns))
          if (wish._tag === "Failure") {
            results.push({
              line,
              input,
              driver: null,
              username: null,
              outcome: "refused",
              posture: null,
              error: wish.failure
            })
            continue
          }
          const { key, posture } = wish.success
          if (seen.has(showKey(key))) {
            results.push({
              line,
              input,
              ...key,
              outcome: "refused",
              posture: null,
              error: "an earlier line names the same source"
            })
            continue
          }
          seen.add(showKey(key))
          const { outcome, sourceId } = yield* take(owner, wish.success, dryRun)
          if (outcome !== "unchanged" && sourceId !== null) done.push({ sourceId, key })
          results.push({ line, input, ...key, outcome, posture, error: null })
        }
        if (!dryRun && done.length > 0) {
          yield* auditing.note(by, ...done.map(({ key }) => ({ action: "subscription.import", subject: showKey(key) })))
          yield* overview.refresh([...new Set(done.map(({ sourceId }) => sourceId))])
        }
        return results
      })
    })
  })
)
