import { Context, Effect, Layer, Option } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { isAdmin, mayGiveAddresses, maySeeSource, whyRecordingsHidden } from "../../domain/subscriptions/Access.ts"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { Posture } from "../../domain/subscriptions/Posture.ts"
import { NotAllowed } from "../accounts/AccountRefusals.ts"
import { Overview } from "../lists/Overview.ts"
import type { SourceView } from "../lists/Views.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { NoSource } from "./SubscriptionRefusals.ts"

/** A source as one caller may see it. */
export interface VisibleSource {
  readonly source: SourceView
  /** The posture of the caller's own subscription. */
  readonly own: Posture | null
  /** Why no recordings are shown; null when they are. */
  readonly hidden: string | null
  /** How many subscriptions are active, whoever they belong to. */
  readonly wishes: number
}

/** What a caller may see of a source. To others a source that exists looks like one that does not. */
export class SourceAccess extends Context.Service<
  SourceAccess,
  {
    /** Whether the caller sees addresses, and finds sources by them. */
    readonly addresses: (by: Caller) => Effect.Effect<boolean>
    /** The source's status: for its subscribers and for admins. */
    readonly source: (by: Caller, key: SourceKey) => Effect.Effect<VisibleSource, NoSource>
    /** Its events, log, files and coverage: refused with the reason to those who see only its status. */
    readonly recordings: (by: Caller, key: SourceKey) => Effect.Effect<SourceView, NoSource | NotAllowed>
  }
>()("sticky-dvr/app/subscriptions/SourceAccess") {}

export const layer = Layer.effect(
  SourceAccess,
  Effect.gen(function* () {
    const overview = yield* Overview
    const settings = yield* CurrentSettings

    const addresses = (by: Caller) =>
      Effect.map(settings.get, (now) => mayGiveAddresses(by, now.settings.members_give_addresses))

    const look = Effect.fnUntraced(function* (by: Caller, key: SourceKey) {
      const source = Option.getOrUndefined(yield* overview.source(key))
      const own = source?.subscribers.find(({ userId }) => userId === by.userId)?.posture ?? null
      if (source === undefined || !maySeeSource(by, own)) return yield* new NoSource({ key })
      const { subscribers_see_sources: open } = (yield* settings.get).settings
      const address = (yield* addresses(by)) ? source.address : null
      const hidden = whyRecordingsHidden(by, own, open)
      const subscribers = isAdmin(by)
        ? source.subscribers
        : source.subscribers.filter((one) => one.userId === by.userId)
      const wishes = source.subscribers.filter(({ posture }) => posture === "active").length
      return { source: { ...source, address, subscribers }, own, hidden, wishes }
    })

    return SourceAccess.of({
      addresses,
      source: look,
      recordings: Effect.fnUntraced(function* (by, key) {
        const { hidden, source } = yield* look(by, key)
        return hidden === null ? source : yield* new NotAllowed({ message: hidden })
      })
    })
  })
)
