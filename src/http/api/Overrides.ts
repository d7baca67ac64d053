import { Schema } from "effect"
import { Overrides, RecorderSettings } from "../../domain/settings/Settings.ts"

const { cookies, ...open } = Overrides.fields
const { cookies: _secret, ...plain } = RecorderSettings.fields

const Secret = cookies.schema

/** A driver's or a source's own values, as they are shown: `cookies` never are. */
export const OverridesShown = Schema.Struct({
  ...open,
  cookies_set: Schema.Boolean.annotate({ description: "Whether it has cookies of its own." })
}).annotate({ identifier: "OverridesShown" })

/** The same as they are saved: absent `cookies` stay as they are, null removes them. */
export const OverridesInput = Schema.Struct({
  ...open,
  cookies: Schema.optionalKey(Schema.NullOr(Secret)),
  cookies_set: Schema.optionalKey(
    Schema.Boolean.annotate({ description: "Ignored, so that what was read can be saved." })
  )
}).annotate({ identifier: "OverridesInput" })

/** What a recorder would be started with, cookies aside. */
export const EffectiveShown = Schema.Struct({ ...plain, cookies_set: Schema.Boolean }).annotate({
  identifier: "EffectiveSettings"
})

export const OverridesView = Schema.Struct({
  driver: Schema.String,
  username: Schema.String,
  version: Schema.Int.annotate({ description: "How often its own settings were saved; also the ETag." }),
  own: OverridesShown,
  inherited: EffectiveShown,
  effective: EffectiveShown
}).annotate({ identifier: "Overrides" })
