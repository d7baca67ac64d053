import type { SecretKey } from "../../domain/settings/SecretFields.ts"
import type { SettingField } from "../../domain/settings/SettingField.ts"
import { type SettingKey, settingFields } from "../../domain/settings/SettingFields.ts"
import type { Overrides, RecorderSettings, Settings } from "../../domain/settings/Settings.ts"

/** What of the secrets is shown: whether `has` says that there are some. */
const told = (has: (key: SecretKey) => boolean) => ({
  cookies_set: has("cookies"),
  headers_set: has("headers"),
  login_set: has("login"),
  proxy_set: has("proxy")
})

/** Values without their secrets, and whether there are some. */
export const overridesShown = (values: Overrides) => {
  const { cookies: _c, headers: _h, login: _l, proxy: _p, ...open } = values
  return { ...open, ...told((key) => values[key] !== undefined) }
}

export const effectiveShown = (values: RecorderSettings) => {
  const { cookies: _c, headers: _h, login: _l, proxy: _p, ...open } = values
  return { ...open, ...told((key) => values[key] !== "") }
}

export const settingsShown = (settings: Settings) => {
  const { cookies: _c, drivers, headers: _h, login: _l, proxy: _p, ...open } = settings
  const shown = Object.entries(drivers).map(([driver, values]) => [driver, overridesShown(values)] as const)
  return { ...open, ...told((key) => settings[key] !== ""), drivers: Object.fromEntries(shown) }
}

/** What was sent without what is only shown. */
export const withoutTold = <A extends Partial<ReturnType<typeof told>>>(
  sent: A
): Omit<A, keyof ReturnType<typeof told>> => {
  const { cookies_set: _c, headers_set: _h, login_set: _l, proxy_set: _p, ...meant } = sent
  return meant
}

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
