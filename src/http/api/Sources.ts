import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { secretKeys } from "../../domain/settings/SecretFields.ts"
import { SourceKey } from "../../domain/subscriptions/Names.ts"
import { WorkerEventType } from "../../domain/supervision/WorkerEvent.ts"
import { AddressText } from "./AddressText.ts"
import { CoverageView } from "./Coverage.ts"
import { AdminOnly, SignedIn } from "./Identity.ts"
import { ifMatch } from "./IfMatch.ts"
import { Limit, listFields, pageOf } from "./Lists.ts"
import { OverridesInput, OverridesView, secretsInput } from "./Overrides.ts"
import { ProbeInput, ProbeView } from "./Probe.ts"
import {
  Forbidden,
  NotFound,
  NotRestartable,
  SettingsChanged,
  TooManyRequests,
  Unusable,
  VersionRequired
} from "./Problems.ts"
import { keyFields, taskExample } from "./SourceFields.ts"
import { SourceDetail, SourceView } from "./SourceView.ts"
import { query, Timestamp } from "./Wire.ts"

export const SourcesPage = pageOf("Sources", SourceView)

const since = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

export const Events = Schema.Struct({
  ...keyFields,
  events: Schema.Array(
    Schema.Struct({
      id: Schema.Int.annotate({ examples: [7] }),
      pid: Schema.NullOr(Schema.Int).annotate({ examples: [4242] }),
      event_type: WorkerEventType,
      exit_code: Schema.NullOr(Schema.Int).annotate({ examples: [null] }),
      task_id: Schema.NullOr(Schema.String).annotate({ examples: [taskExample] }),
      detail: Schema.NullOr(Schema.String).annotate({ examples: [""] }),
      ts: Timestamp
    }).annotate({ identifier: "WorkerEvent" })
  )
}).annotate({ identifier: "Events" })

export const Logs = Schema.Struct({
  ...keyFields,
  logs: Schema.Array(
    Schema.Struct({
      seq: Schema.Int,
      ts: Timestamp,
      stream: Schema.Literals(["stdout", "stderr"]),
      line: Schema.String.annotate({ examples: ["recording to 2026-11-22_17-13-00_00000.ts"] })
    }).annotate({ identifier: "LogLine" })
  )
}).annotate({ identifier: "Logs" })

/** Where a source is to be, with what its site asks for. */
export const AddressInput = Schema.Struct({
  address: Schema.NullOr(AddressText).annotate({
    description:
      "As it was shown, it stays as it is. A name and a password in it become the login. Null leaves its name to its recorder.",
    examples: ["https://example.org/live/news.m3u8"]
  }),
  ...secretsInput
}).annotate({ identifier: "AddressInput" })

export const AddressView = Schema.Struct({
  ...keyFields,
  address: Schema.NullOr(Schema.String).annotate({ examples: ["https://example.org/live/news.m3u8"] }),
  outdated: Schema.Boolean.annotate({
    description: "Its recorder is at the address before; a restart brings it to this one.",
    examples: [false]
  }),
  kept: Schema.Array(Schema.Literals(secretKeys)).annotate({
    description: "The secrets that the source had before and keeps: the new address's host gets them.",
    examples: [["login"]]
  })
}).annotate({ identifier: "Address" })

export const Restarting = Schema.Struct({
  restarting: Schema.Int.annotate({
    description: "How many sources will be restarted, as fast as `start_concurrency` allows."
  })
}).annotate({ identifier: "Restarting" })

const one = { params: SourceKey.fields }
const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class SourcesApi extends HttpApiGroup.make("sources")
  .add(
    HttpApiEndpoint.get("list", "/", { query: query(listFields), success: SourcesPage })
      .annotateMerge(says("List sources", "All sources of all users, with their subscribers. Carries an ETag."))
      .middleware(AdminOnly),
    HttpApiEndpoint.post("restartAll", "/restart", {
      payload: Schema.Struct({
        only: Schema.optionalKey(
          Schema.Literals(["all", "outdated"]).annotate({
            description: "`outdated` (if absent): those that run on old settings."
          })
        )
      }).annotate({ identifier: "RestartMany" }),
      success: Restarting.pipe(HttpApiSchema.status(202))
    })
      .annotateMerge(says("Restart many sources", "Answers at once; recorders are replaced one after another."))
      .middleware(AdminOnly),
    HttpApiEndpoint.post("probe", "/probe", {
      payload: ProbeInput,
      success: ProbeView,
      error: [Forbidden, TooManyRequests, Unusable]
    }).annotateMerge(
      says(
        "Look at an address",
        "What is there, seen from where recorders run, within 10 s. For those who may give addresses, 20 times a minute. Changes nothing, and keeps nothing."
      )
    ),
    HttpApiEndpoint.get("show", "/:driver/:username", {
      ...one,
      success: SourceDetail,
      error: [Forbidden, NotFound]
    }).annotateMerge(says("Show a source", "Its status and the chain of reasons, for a subscriber or an admin.")),
    HttpApiEndpoint.post("restart", "/:driver/:username/restart", {
      ...one,
      success: Restarting.pipe(HttpApiSchema.status(202)),
      error: [NotFound, NotRestartable]
    })
      .annotateMerge(
        says(
          "Restart a source",
          "Its recorder is stopped and started anew with today's settings. Refused where there is none to replace."
        )
      )
      .middleware(AdminOnly),
    HttpApiEndpoint.get("events", "/:driver/:username/events", {
      ...one,
      query: query({
        since: Schema.optionalKey(since.annotate({ description: "Only events with a greater id." })),
        limit: Schema.optionalKey(Limit)
      }),
      success: Events,
      error: [Forbidden, NotFound]
    }).annotateMerge(
      says("List events", "What was stored of its recorders' lives, oldest first; without `since` the newest.")
    ),
    HttpApiEndpoint.get("logs", "/:driver/:username/logs", {
      ...one,
      query: query({
        since: Schema.optionalKey(since.annotate({ description: "Only lines with a greater seq." })),
        limit: Schema.optionalKey(Limit)
      }),
      success: Logs,
      error: [Forbidden, NotFound]
    }).annotateMerge(
      says("Read the log", "What its recorders printed, oldest first; the last 500 lines are kept, in memory.")
    ),
    HttpApiEndpoint.get("coverage", "/:driver/:username/coverage", {
      ...one,
      query: query({
        from: Schema.optionalKey(Timestamp),
        to: Schema.optionalKey(Timestamp)
      }),
      success: CoverageView,
      error: [Forbidden, NotFound, Unusable]
    }).annotateMerge(
      says(
        "Coverage",
        "When it was recorded and when not, each gap with its cause. At most 92 days; the last day if nothing is asked for."
      )
    ),
    HttpApiEndpoint.put("setAddress", "/:driver/:username/address", {
      ...one,
      payload: AddressInput,
      success: AddressView,
      error: [NotFound, Unusable]
    })
      .annotateMerge(
        says(
          "Change a source's address",
          "Where it is recorded from, from its recorder's next start on. Secrets (`cookies`, `headers`, `login`, `proxy`) that are absent stay as they are, null removes them."
        )
      )
      .middleware(AdminOnly),
    HttpApiEndpoint.get("overrides", "/:driver/:username/overrides", {
      ...one,
      success: OverridesView,
      error: NotFound
    })
      .annotateMerge(says("Show a source's own settings", "With what it inherits and what is in effect."))
      .middleware(AdminOnly),
    HttpApiEndpoint.put("setOverrides", "/:driver/:username/overrides", {
      ...one,
      headers: ifMatch,
      payload: OverridesInput,
      success: OverridesView,
      error: [NotFound, SettingsChanged, Unusable, VersionRequired]
    })
      .annotateMerge(
        says(
          "Replace a source's own settings",
          "Absent fields are inherited; absent secrets (`cookies`, `headers`, `login`, `proxy`) stay as they are, null removes them. If-Match names the version that the change rests on."
        )
      )
      .middleware(AdminOnly)
  )
  .middleware(SignedIn)
  .prefix("/sources")
  .annotateMerge(
    OpenApi.annotations({ title: "Sources", description: "What is recorded, and what happened to it." })
  ) {}
