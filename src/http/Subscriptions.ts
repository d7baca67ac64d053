import { Effect, Option } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Overview } from "../app/lists/Overview.ts"
import type { SharedView, SubscriptionRow } from "../app/lists/Views.ts"
import { Addresses } from "../app/subscriptions/Addresses.ts"
import { KeepingLonger, type KeptLonger } from "../app/subscriptions/KeepingLonger.ts"
import { SourceAccess } from "../app/subscriptions/SourceAccess.ts"
import { Subscribing } from "../app/subscriptions/Subscribing.ts"
import { CurrentSettings } from "../app/supervision/live/CurrentSettings.ts"
import type { Caller } from "../domain/accounts/User.ts"
import { shownAddress } from "../domain/subscriptions/Address.ts"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import type { PostureCommand } from "../domain/subscriptions/Posture.ts"
import { understandUrl } from "../domain/subscriptions/UrlPattern.ts"
import type { UserId } from "../domain/values/Ids.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { defaultLimit } from "./api/Lists.ts"
import { saying, Unusable } from "./api/Problems.ts"
import type { Subscribe } from "./api/Subscriptions.ts"
import { cursorOf, listing } from "./listing.ts"
import { explainedTo } from "./presenters/explanation.ts"
import { subscriptionRow, viewText } from "./presenters/rows.ts"
import {
  addressTaken,
  badAddress,
  forbidden,
  keptTooLong,
  noSubscription,
  noUser,
  tooManySubscriptions,
  unknownDriver
} from "./refusals.ts"
import { scopeOf } from "./scope.ts"

const keptLonger = ({ mostDays: most_days, own, source }: KeptLonger) => ({ own, source, most_days })

interface One {
  readonly params: SourceKey
  readonly query: { readonly userId?: UserId }
}

/** Wishes: lists from the overview, changes through the program. */
export const layer = HttpApiBuilder.group(
  Api,
  "subscriptions",
  Effect.fnUntraced(function* (handlers) {
    const addresses = yield* Addresses
    const list = yield* listing
    const overview = yield* Overview
    const settings = yield* CurrentSettings
    const seeing = yield* SourceAccess
    const keeping = yield* KeepingLonger
    const subscribing = yield* Subscribing

    /** What a caller is told of a subscription. */
    const telling = ({ role }: Caller, seesAddresses: boolean) => {
      const explained = explainedTo(role)
      return <A extends SharedView>(view: A): A =>
        explained(seesAddresses || view.host === null ? view : { ...view, host: null })
    }
    const tellingTo = (who: Caller) => Effect.map(seeing.addresses(who), (sees) => telling(who, sees))

    /** The source that is meant, and where it is if that was said. */
    const meant = Effect.fnUntraced(function* (by: Caller, wish: typeof Subscribe.Type) {
      if ("address" in wish) {
        const { address, driver, username, ...own } = wish
        const given = { ...(driver !== undefined && { driver }), ...(username !== undefined && { username }) }
        return yield* addresses.understand(by, { address, ...given, own })
      }
      if ("driver" in wish) return { key: wish, place: null }
      const patterns = (yield* settings.get).settings.driver_urls
      const key = understandUrl(patterns, wish.url)
      if (key !== undefined) return { key, place: null }
      const message =
        "No driver's address in the settings fits. Give driver and name instead, or add the site's address."
      return yield* new Unusable({ ...saying(message), errors: [{ field: "url", message }] })
    })

    const move = (command: PostureCommand) =>
      Effect.fn(`subscriptions.${command}`)(
        function* ({ params, query }: One) {
          const who = yield* CurrentCaller
          return (yield* tellingTo(who))(yield* subscribing.move(who, query.userId ?? who.userId, params, command))
        },
        Effect.catchTags({ NotAllowed: forbidden, NoSubscription: noSubscription })
      )

    return handlers.handleAll({
      list: Effect.fnUntraced(function* ({ query, request }) {
        const who = yield* CurrentCaller
        const scope = yield* scopeOf(who, query.userId, "see")
        const cursor = yield* cursorOf(query.cursor)
        const addresses = yield* seeing.addresses(who)
        const page = overview.list({
          scope,
          q: query.q ?? "",
          addresses,
          statuses: query.status ?? [],
          postures: query.posture ?? [],
          sort: query.sort ?? "name",
          descending: query.order === "desc",
          limit: query.limit ?? defaultLimit,
          cursor
        })
        const revision = yield* overview.revision(scope)
        const told = telling(who, addresses)
        const row = ({ own, shared }: SubscriptionRow) => subscriptionRow({ own, shared: told(shared) })
        // An admin who looks at one user's is told more than that user, and so is who sees addresses.
        const seen = addresses ? "addresses" : "names"
        return yield* list({ request, revision, scope: `${who.role}.${scope}.${seen}`, page, row })
      }),

      subscribe: Effect.fn("subscriptions.subscribe")(
        function* ({ payload, query }) {
          const who = yield* CurrentCaller
          const { key, place } = yield* meant(who, payload)
          const { created, view } = yield* subscribing.subscribe(who, query.userId ?? who.userId, key, place)
          return HttpServerResponse.text(viewText((yield* tellingTo(who))(view)), {
            status: created ? 201 : 200,
            contentType: "application/json"
          })
        },
        Effect.catchTags({
          AddressTaken: addressTaken,
          BadAddress: badAddress,
          NotAllowed: forbidden,
          NoUser: noUser,
          NoSubscription: noSubscription,
          TooManySubscriptions: tooManySubscriptions,
          UnknownDriver: unknownDriver
        })
      ),

      suggest: Effect.fn("subscriptions.suggest")(
        function* ({ payload }) {
          const { drivers, key, place } = yield* addresses.suggest(yield* CurrentCaller, { ...payload, own: {} })
          const url = place?.address?.url
          const exists = Option.isSome(yield* overview.source(key))
          return { ...key, drivers, address: url === undefined ? null : shownAddress(url), exists }
        },
        Effect.catchTags({ BadAddress: badAddress, NotAllowed: forbidden })
      ),

      show: Effect.fn("subscriptions.show")(
        function* ({ params, query }) {
          const who = yield* CurrentCaller
          return (yield* tellingTo(who))(yield* subscribing.show(who, query.userId ?? who.userId, params))
        },
        Effect.catchTags({ NotAllowed: forbidden, NoSubscription: noSubscription })
      ),

      remove: Effect.fn("subscriptions.remove")(
        function* ({ params, query }) {
          const who = yield* CurrentCaller
          yield* subscribing.remove(who, query.userId ?? who.userId, params)
        },
        Effect.catchTags({ NotAllowed: forbidden, NoSubscription: noSubscription })
      ),

      pause: move("pause"),
      resume: move("resume"),
      archive: move("archive"),

      rules: Effect.fn("subscriptions.rules")(
        function* ({ params, query }) {
          const who = yield* CurrentCaller
          return keptLonger(yield* keeping.show(who, query.userId ?? who.userId, params))
        },
        Effect.catchTags({ NotAllowed: forbidden, NoSubscription: noSubscription })
      ),

      setRules: Effect.fn("subscriptions.setRules")(
        function* ({ params, payload, query }) {
          const who = yield* CurrentCaller
          return keptLonger(yield* keeping.save(who, query.userId ?? who.userId, params, payload))
        },
        Effect.catchTags({ KeptTooLong: keptTooLong, NotAllowed: forbidden, NoSubscription: noSubscription })
      ),

      resetError: Effect.fn("subscriptions.resetError")(
        function* ({ params, query }) {
          const who = yield* CurrentCaller
          return (yield* tellingTo(who))(yield* subscribing.resetError(who, query.userId ?? who.userId, params))
        },
        Effect.catchTags({ NotAllowed: forbidden, NoSubscription: noSubscription })
      )
    })
  })
)
