import { Schema } from "effect"
import { forSecrets, forSecretsSet, secretFields, withoutSecrets } from "../../domain/settings/SecretFields.ts"
import { Overrides, RecorderSettings } from "../../domain/settings/Settings.ts"

const plain = withoutSecrets(RecorderSettings.fields)
const open = withoutSecrets(Overrides.fields)

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
export const secretsInput = forSecrets((key) => Schema.optionalKey(Schema.NullOr(RecorderSettings.fields[key])))

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
