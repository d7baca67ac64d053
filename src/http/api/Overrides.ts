import { Schema } from "effect"
import { Overrides, RecorderSettings } from "../../domain/settings/Settings.ts"

const { cookies, headers, login, proxy, ...open } = Overrides.fields
const { cookies: _cookies, headers: _headers, login: _login, proxy: _proxy, ...plain } = RecorderSettings.fields

const whether = (what: string) =>
  Schema.Boolean.annotate({ description: `Whether there is ${what}; it is never shown.` })

/** What is told of secrets: whether they are set. */
export const secretsShown = {
  cookies_set: whether("a Cookie header"),
  headers_set: whether("a further header"),
  login_set: whether("a login"),
  proxy_set: whether("a proxy")
}

const ignored = Schema.optionalKey(
  Schema.Boolean.annotate({ description: "Ignored, so that what was read can be saved." })
)

/** The same where it comes back. */
export const secretsIgnored = { cookies_set: ignored, headers_set: ignored, login_set: ignored, proxy_set: ignored }

/** Secrets of a source or a driver as they are saved: absent ones stay as they are, null removes them. */
export const secretsInput = {
  cookies: Schema.optionalKey(Schema.NullOr(cookies.schema)),
  headers: Schema.optionalKey(Schema.NullOr(headers.schema)),
  login: Schema.optionalKey(Schema.NullOr(login.schema)),
  proxy: Schema.optionalKey(Schema.NullOr(proxy.schema))
}

/** A driver's or a source's own values, as they are shown: secrets never are. */
export const OverridesShown = Schema.Struct({ ...open, ...secretsShown }).annotate({ identifier: "OverridesShown" })

/** The same as they are saved. */
export const OverridesInput = Schema.Struct({ ...open, ...secretsInput, ...secretsIgnored }).annotate({
  identifier: "OverridesInput"
})

/** What a recorder would be started with, secrets aside. */
export const EffectiveShown = Schema.Struct({ ...plain, ...secretsShown }).annotate({ identifier: "EffectiveSettings" })

export const OverridesView = Schema.Struct({
  driver: Schema.String,
  username: Schema.String,
  version: Schema.Int.annotate({ description: "How often its own settings were saved; also the ETag." }),
  own: OverridesShown,
  inherited: EffectiveShown,
  effective: EffectiveShown
}).annotate({ identifier: "Overrides" })
