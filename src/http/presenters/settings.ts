import { Struct } from "effect"
import { forSecretsSet, type SecretKey, withoutSecrets } from "../../domain/settings/SecretFields.ts"
import type { SettingField } from "../../domain/settings/SettingField.ts"
import { type SettingKey, settingFields } from "../../domain/settings/SettingFields.ts"
import type { Overrides, RecorderSettings, Settings } from "../../domain/settings/Settings.ts"

/** Values without their secrets, and whether there are some. */
export const overridesShown = (values: Overrides) => ({
  ...withoutSecrets(values),
  ...forSecretsSet((key) => values[key] !== undefined)
})

export const effectiveShown = <A extends Pick<RecorderSettings, SecretKey>>(values: A) => ({
  ...withoutSecrets(values),
  ...forSecretsSet((key) => values[key] !== "")
})

export const settingsShown = ({ drivers, ...settings }: Settings) => {
  const shown = Object.entries(drivers).map(([driver, values]) => [driver, overridesShown(values)] as const)
  return { ...effectiveShown(settings), drivers: Object.fromEntries(shown) }
}

const whichSet = forSecretsSet(() => true)
type Shown = { readonly [K in keyof typeof whichSet]: boolean }
// `Object.keys` of a value that has exactly these keys.
const shownKeys = Object.keys(whichSet) as ReadonlyArray<keyof Shown>

/** What was sent without what is only shown. */
export const withoutShown = <A extends Partial<Shown>>(sent: A): Omit<A, keyof Shown> => Struct.omit(sent, shownKeys)

const fieldShown = (key: SettingKey, field: SettingField) => ({
  key,
  kind: field.kind,
  group: field.group,
  title: field.title,
  help: field.help,
  unit: "unit" in field ? field.unit : null,
  min: "min" in field ? field.min : null,
  max: "max" in field ? field.max : null,
  choices: "choices" in field ? field.choices : null,
  overridable: field.overridable,
  restarts: field.restarts
})

/** Every setting as a form needs it, in the form's order. */
export const fieldsShown = (Object.keys(settingFields) as Array<SettingKey>).map((key) =>
  fieldShown(key, settingFields[key])
)
