import { Effect, Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { forSecrets, forSecretsSet, withoutSecrets } from "../../domain/settings/SecretFields.ts"
import { defaultSettings, Settings } from "../../domain/settings/Settings.ts"
import { Driver } from "../../domain/subscriptions/Names.ts"
import { AdminOnly, SignedIn } from "./Identity.ts"
import { ifMatch } from "./IfMatch.ts"
import { Limit, nextCursor } from "./Lists.ts"
import { ModestJson } from "./ModestJson.ts"
import { OverridesInput, OverridesShown, recorderExample, secretsIgnored, secretsShown } from "./Overrides.ts"
import { NotFound, SettingsChanged, Unusable, VersionRequired } from "./Problems.ts"
import { SettingFieldView } from "./SettingFieldView.ts"
import { query, Timestamp } from "./Wire.ts"

const { drivers: _drivers, ...open } = withoutSecrets(Settings.fields)

/** The settings until somebody saves something, with something in all that is empty then. */
const settingsExample = {
  ...withoutSecrets(defaultSettings),
  ...recorderExample,
  ...forSecretsSet(() => true),
  driver_urls: { hls: "https://example.org/live/{username}" },
  drivers: { hls: { user_agent: "Mozilla/5.0", ...forSecretsSet(() => false) } }
}

/** The settings as they are shown: secrets never are. */
export const SettingsShown = Schema.Struct({
  ...open,
  ...secretsShown,
  drivers: Schema.Record(Driver, OverridesShown)
}).annotate({ identifier: "SettingsShown", examples: [settingsExample] })

/** The settings as they are saved: absent secrets stay as they are, an empty text removes them. */
export const SettingsInput = Schema.Struct({
  ...open,
  // Clients from before these were settings don't know them: what they leave out gets its default.
  parameters: open.parameters.pipe(Schema.withDecodingDefaultKey(Effect.succeed(defaultSettings.parameters))),
  subscriptions_per_user: open.subscriptions_per_user.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(defaultSettings.subscriptions_per_user))
  ),
  recorders_at_once: open.recorders_at_once.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(defaultSettings.recorders_at_once))
  ),
  recorders_per_user: open.recorders_per_user.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(defaultSettings.recorders_per_user))
  ),
  members_give_addresses: open.members_give_addresses.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(defaultSettings.members_give_addresses))
  ),
  keep_days: open.keep_days.pipe(Schema.withDecodingDefaultKey(Effect.succeed(defaultSettings.keep_days))),
  keep_newest: open.keep_newest.pipe(Schema.withDecodingDefaultKey(Effect.succeed(defaultSettings.keep_newest))),
  keep_bytes: open.keep_bytes.pipe(Schema.withDecodingDefaultKey(Effect.succeed(defaultSettings.keep_bytes))),
  subscribers_keep_days: open.subscribers_keep_days.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(defaultSettings.subscribers_keep_days))
  ),
  trash_retention: open.trash_retention.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(defaultSettings.trash_retention))
  ),
  when_nearly_full: open.when_nearly_full.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(defaultSettings.when_nearly_full))
  ),
  export_keep_days: open.export_keep_days.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(defaultSettings.export_keep_days))
  ),
  ...forSecrets((key) => Schema.optionalKey(Settings.fields[key])),
  ...secretsIgnored,
  drivers: Schema.Record(Driver, OverridesInput)
}).pipe(Schema.annotateEncoded({ identifier: "SettingsInput", examples: [settingsExample] }))

const ignored = Schema.optionalKey(Schema.Unknown)

/** The answer of `GET` as it is, of which the settings count, or the settings alone under that name. */
export const ConfigInput = Schema.Struct({
  settings: SettingsInput,
  version: ignored,
  author: ignored,
  at: ignored,
  defaults: ignored,
  fields: ignored,
  outdated_runs: ignored,
  foreseen: ignored
}).annotate({
  identifier: "ConfigInput",
  description: "What `GET` answered, with other settings: all but `settings` is ignored."
})

export const SettingChange = Schema.Struct({
  field: Schema.String.annotate({ examples: ["segment_length"] }),
  from: Schema.NullOr(Schema.String).annotate({
    description: "As JSON text; null when absent or secret.",
    examples: ['"30s"']
  }),
  to: Schema.NullOr(Schema.String).annotate({ examples: ['"60s"'] }),
  secret: Schema.Boolean.annotate({ examples: [false] })
}).annotate({ identifier: "SettingChange" })

const version = {
  version: Schema.Int.annotate({ description: "Also the ETag; 0 while nothing was ever saved." }),
  author: Schema.String.annotate({ examples: ["admin"] }),
  at: Timestamp
}

export const Foreseen = Schema.Struct({
  stops: Schema.Int.annotate({ description: "Recorders that are stopped." }),
  recording: Schema.Int.annotate({ description: "How many of those are recording." }),
  holds: Schema.Int.annotate({ description: "Sources without a recorder whose start is held." }),
  errors: Schema.Int.annotate({ description: "Sources that are then in error." }),
  sources: Schema.Array(Schema.String).annotate({
    description: "Up to 20 of those that are stopped, as `driver/username`; those that record come first."
  })
}).annotate({ identifier: "Foreseen", description: "What settings do at once when they are saved." })

export const ConfigView = Schema.Struct({
  ...version,
  settings: SettingsShown,
  defaults: SettingsShown,
  fields: Schema.Array(SettingFieldView),
  outdated_runs: Schema.Int.annotate({ description: "Running recorders that still have older settings." }),
  foreseen: Schema.NullOr(Foreseen).annotate({ description: "Of a dry run; otherwise null." })
}).annotate({ identifier: "Config" })

export const VersionView = Schema.Struct({ ...version, changes: Schema.Array(SettingChange) }).annotate({
  identifier: "ConfigVersion"
})

const number = { version: Schema.Int.check(Schema.isGreaterThan(0)) }
const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class ConfigApi extends HttpApiGroup.make("config")
  .add(
    HttpApiEndpoint.get("show", "/", { success: ConfigView }).annotateMerge(
      says("Show the settings", "With defaults, and for each field its unit, bounds and help. Secrets are never shown.")
    ),
    HttpApiEndpoint.put("save", "/", {
      headers: ifMatch,
      query: query({
        dryRun: Schema.optionalKey(
          Schema.Literals(["0", "1", "true", "false"]).annotate({
            description: "1: save nothing; answer with what is in force, and in `foreseen` with what saving would do."
          })
        )
      }),
      payload: Schema.Union([SettingsInput, ConfigInput]),
      success: ConfigView,
      error: [SettingsChanged, Unusable, VersionRequired]
    })
      .middleware(ModestJson)
      .annotateMerge(
        says(
          "Save the settings",
          "All settings, as they are or within the document that `GET` answers; in force at once. Needs If-Match; refusals name each field and why. A dry run says beforehand what it would stop."
        )
      ),
    HttpApiEndpoint.get("versions", "/versions", {
      query: query({
        cursor: Schema.optionalKey(Schema.Int.annotate({ description: "The `next_cursor` of the page before." })),
        limit: Schema.optionalKey(Limit)
      }),
      success: Schema.Struct({ items: Schema.Array(VersionView), next_cursor: nextCursor(Schema.Int) }).annotate({
        identifier: "ConfigVersionsPage"
      })
    }).annotateMerge(says("List versions", "Newest first, each with what it changed.")),
    HttpApiEndpoint.get("version", "/versions/:version", {
      params: number,
      query: query({
        against: Schema.optionalKey(
          Schema.Int.check(Schema.isGreaterThan(0)).annotate({
            description: "Compare with this version; with the one in force if absent."
          })
        )
      }),
      success: Schema.Struct({ ...version, settings: SettingsShown, changes: Schema.Array(SettingChange) }).annotate({
        identifier: "ConfigVersionDetail"
      }),
      error: NotFound
    }).annotateMerge(says("Show a version", "The document, and what restoring it would change.")),
    HttpApiEndpoint.post("restore", "/versions/:version/restore", {
      params: number,
      headers: ifMatch,
      success: ConfigView,
      error: [NotFound, SettingsChanged, Unusable, VersionRequired]
    }).annotateMerge(says("Restore a version", "Saves its document as a new version. Needs If-Match."))
  )
  .middleware(AdminOnly)
  .middleware(SignedIn)
  .prefix("/config")
  .annotateMerge(OpenApi.annotations({ title: "Settings", description: "How recording is done, for admins." })) {}
