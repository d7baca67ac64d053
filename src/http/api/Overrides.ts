import { Schema } from "effect"
import {
  forSecrets,
  forSecretsSet,
  type SecretKey,
  secretFields,
  withoutSecrets
} from "../../domain/settings/SecretFields.ts"
import {
  defaultSettings,
  Overrides,
  RecorderSettings,
  SourceSettings,
  sourceSettings
} from "../../domain/settings/Settings.ts"
import { keyFields } from "./SourceFields.ts"

const plain = withoutSecrets(SourceSettings.fields)
const open = withoutSecrets(Overrides.fields)

/** What stands as an example: what is in effect until somebody saves something, and an agent of their own. */
export const recorderExample = withoutSecrets(sourceSettings(defaultSettings, "hls", { user_agent: "Mozilla/5.0" }))
const secretExamples: Readonly<Record<SecretKey, string>> = {
  cookies: "session=0123456789abcdef",
  headers: "Referer: https://example.org/",
  login: "camera:correct horse",
  proxy: "http://proxy.example.org:3128"
}
const shownExample = { ...recorderExample, ...forSecretsSet(() => true) }

/** What is told of secrets: whether they are set. */
export const secretsShown = forSecretsSet((key) =>
  Schema.Boolean.annotate({
    description: `Whether there is a value of '${secretFields[key].title}'; it is never shown.`
  })
)

const ignored = Schema.optionalKey(
  Schema.Boolean.annotate({ description: "Ignored, so that what was read can be saved." })
)

/** The same where it comes back. */
export const secretsIgnored = forSecretsSet(() => ignored)

/** Secrets of a source or a driver as they are saved: absent ones stay as they are, null removes them. */
export const secretsInput = forSecrets((key) =>
  Schema.optionalKey(Schema.NullOr(RecorderSettings.fields[key]).annotate({ examples: [secretExamples[key]] }))
)

/** A driver's or a source's own values, as they are shown: secrets never are. */
export const OverridesShown = Schema.Struct({ ...open, ...secretsShown }).annotate({
  identifier: "OverridesShown",
  examples: [shownExample]
})

/** The same as they are saved. */
export const OverridesInput = Schema.Struct({ ...open, ...secretsInput, ...secretsIgnored }).annotate({
  identifier: "OverridesInput",
  examples: [{ ...shownExample, ...secretExamples }]
})

/** What would be in effect, secrets aside. */
export const EffectiveShown = Schema.Struct({ ...plain, ...secretsShown }).annotate({
  identifier: "EffectiveSettings",
  examples: [shownExample]
})

export const OverridesView = Schema.Struct({
  ...keyFields,
  version: Schema.Int.annotate({ description: "How often its own settings were saved; also the ETag." }),
  own: OverridesShown,
  inherited: EffectiveShown,
  effective: EffectiveShown
}).annotate({ identifier: "Overrides" })
