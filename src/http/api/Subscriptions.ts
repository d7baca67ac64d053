import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Overrides } from "../../domain/settings/Settings.ts"
import { Driver, SourceKey, SourceName } from "../../domain/subscriptions/Names.ts"
import { UserId } from "../../domain/values/Ids.ts"
import { AddressText } from "./AddressText.ts"
import { SignedIn } from "./Identity.ts"
import { listFields, pageOf, postureField } from "./Lists.ts"
import { ModestJson } from "./ModestJson.ts"
import { secretsInput } from "./Overrides.ts"
import { AddressTaken, Forbidden, NotFound, UnknownDriver, Unusable } from "./Problems.ts"
import { KeepRulesView } from "./Storage.ts"
import { SubscriptionView } from "./SubscriptionView.ts"
import { query } from "./Wire.ts"

/** Whose subscription is meant: the caller's own, or, for an admin, anybody's. */
const ownerQuery = query({
  userId: Schema.optionalKey(
    UserId.annotate({
      description: "Whose subscription; the caller's own if absent. Others than oneself: admins only."
    })
  )
})

/** A stream by its address; a driver and a name that are missing are chosen by it, and told in the answer. */
export const SubscribeAt = Schema.Struct({
  address: AddressText.annotate({
    description:
      "Where the stream is, or, where the setting `driver_urls` knows it, the page of the source. A name and a password in it become the login."
  }),
  driver: Schema.optionalKey(Driver),
  username: Schema.optionalKey(SourceName),
  resolution: Overrides.fields.resolution,
  ...secretsInput
}).annotate({ identifier: "SubscribeAt" })

/** A source by its key, by the address of its stream, or by that of its page, understood through the setting `driver_urls`. */
export const Subscribe = Schema.Union([
  SourceKey,
  SubscribeAt,
  Schema.Struct({
    url: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(2000)).annotate({
      description: "The address of the source's page.",
      examples: ["https://example.org/live/testcard"]
    })
  })
]).annotate({ identifier: "Subscribe" })

export const Suggestion = Schema.Struct({
  driver: Schema.String.annotate({ examples: ["hls"] }),
  username: Schema.String.annotate({
    description: "That of the source at this address, or a new one made from it.",
    examples: ["news"]
  }),
  drivers: Schema.Array(Schema.String).annotate({
    description: "All that record such addresses, the best first.",
    examples: [["hls"]]
  }),
  address: Schema.NullOr(Schema.String).annotate({
    description: "As it will be shown; null where the source's name alone tells its recorder.",
    examples: ["https://example.org/live/news.m3u8"]
  }),
  exists: Schema.Boolean.annotate({ description: "Whether there is such a source already.", examples: [false] })
}).annotate({ identifier: "Suggestion" })

export const SubscriptionsPage = pageOf("Subscriptions", SubscriptionView)

const KeptLongerView = Schema.Struct({
  own: KeepRulesView,
  source: KeepRulesView.annotate({ description: "The rules of the source; all 0: everything stays." }),
  most_days: Schema.Int.annotate({ description: "The setting `subscribers_keep_days`; 0: subscribers keep nothing." })
}).annotate({ identifier: "KeptLonger" })

const one = { params: SourceKey.fields, query: ownerQuery }
const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class SubscriptionsApi extends HttpApiGroup.make("subscriptions")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: query({
        ...listFields,
        ...postureField,
        userId: Schema.optionalKey(
          UserId.annotate({
            description: "Only those of this user. Absent: the caller's own; for an admin everybody's."
          })
        )
      }),
      success: SubscriptionsPage,
      error: Forbidden
    }).annotateMerge(
      says(
        "List subscriptions",
        "The caller's own, or everybody's for an admin. Answers carry an ETag; with If-None-Match an unchanged list answers 304."
      )
    ),
    HttpApiEndpoint.post("subscribe", "/", {
      query: ownerQuery,
      payload: Subscribe,
      success: [SubscriptionView, SubscriptionView.pipe(HttpApiSchema.status(201))],
      error: [AddressTaken, Forbidden, NotFound, UnknownDriver, Unusable]
    }).annotateMerge(
      says("Subscribe to a source", "201 for a new subscription. One that exists becomes active again and answers 200.")
    ),
    HttpApiEndpoint.post("suggest", "/suggest", {
      payload: Schema.Struct({ address: AddressText }).annotate({ identifier: "SuggestFor" }),
      success: Suggestion,
      error: [Forbidden, Unusable]
    }).annotateMerge(
      says("Suggest a source for an address", "What subscribing to this address would make of it. Changes nothing.")
    ),
    HttpApiEndpoint.get("show", "/:driver/:username", {
      ...one,
      success: SubscriptionView,
      error: [Forbidden, NotFound]
    }).annotateMerge(says("Show a subscription", "The subscription and the status of its source.")),
    HttpApiEndpoint.delete("remove", "/:driver/:username", {
      ...one,
      success: HttpApiSchema.NoContent,
      error: [Forbidden, NotFound]
    }).annotateMerge(
      says(
        "Delete a subscription",
        "Removes the row; recordings stay. With the last active subscription recording ends."
      )
    ),
    HttpApiEndpoint.post("pause", "/:driver/:username/pause", {
      ...one,
      success: SubscriptionView,
      error: [Forbidden, NotFound]
    }).annotateMerge(
      says("Pause a subscription", "Pausing a paused one changes nothing; an archived one becomes paused.")
    ),
    HttpApiEndpoint.post("resume", "/:driver/:username/resume", {
      ...one,
      success: SubscriptionView,
      error: [Forbidden, NotFound]
    }).annotateMerge(says("Resume a subscription", "Makes a paused or archived one active.")),
    HttpApiEndpoint.post("archive", "/:driver/:username/archive", {
      ...one,
      success: SubscriptionView,
      error: [Forbidden, NotFound]
    }).annotateMerge(says("Archive a subscription", "Ends the wish and keeps the row.")),
    HttpApiEndpoint.get("rules", "/:driver/:username/rules", {
      ...one,
      success: KeptLongerView,
      error: [Forbidden, NotFound]
    }).annotateMerge(
      says("Show what a subscription keeps", "What it asks to be kept for longer than the rules of its source say.")
    ),
    HttpApiEndpoint.put("setRules", "/:driver/:username/rules", {
      ...one,
      payload: KeepRulesView,
      success: KeptLongerView,
      error: [Forbidden, NotFound, Unusable]
    })
      .middleware(ModestJson)
      .annotateMerge(
        says(
          "Keep recordings for longer",
          "Of all subscribers and the rules of the source, what keeps a recording longest counts. All 0 asks for nothing. Within what the setting `subscribers_keep_days` allows."
        )
      ),
    HttpApiEndpoint.post("resetError", "/:driver/:username/reset-error", {
      ...one,
      success: SubscriptionView,
      error: [Forbidden, NotFound]
    }).annotateMerge(
      says(
        "Reset a source's error",
        "Strikes the failures so far and starts anew with today's settings. Needs an active subscription, or an admin."
      )
    )
  )
  .middleware(SignedIn)
  .prefix("/subscriptions")
  .annotateMerge(OpenApi.annotations({ title: "Subscriptions", description: "Users' wishes for sources." })) {}
