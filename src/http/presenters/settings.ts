import { type SettingField, type SettingKey, settingFields } from "../../domain/settings/SettingFields.ts"
import type { Overrides, RecorderSettings, Settings } from "../../domain/settings/Settings.ts"

/** Values without their secret, and whether there is one. */
export const overridesShown = ({ cookies, ...open }: Overrides) => ({ ...open, cookies_set: cookies !== undefined })

export const effectiveShown = ({ cookies, ...open }: RecorderSettings) => ({ ...open, cookies_set: cookies !== "" })

export const settingsShown = ({ cookies, drivers, ...open }: Settings) => ({
  ...open,
  cookies_set: cookies !== "",
  drivers: Object.fromEntries(Object.entries(drivers).map(([driver, values]) => [driver, overridesShown(values)]))
})

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
