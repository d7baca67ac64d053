import { Schema } from "effect"
import type { SettingField } from "../../src/domain/settings/SettingField.ts"
import { type SettingKey, settingFields } from "../../src/domain/settings/SettingFields.ts"
import { defaultSettings } from "../../src/domain/settings/Settings.ts"

const keys = Object.keys(settingFields) as ReadonlyArray<SettingKey>

/** What no setting should let through, beside what is only odd for some. */
const odd: ReadonlyArray<unknown> = [
  "0s",
  "-1s",
  "30",
  {},
  900,
  "",
  null,
  [],
  true,
  "1e9s",
  "5 m",
  "\u0000",
  "٣s",
  0.5,
  -1
]

const pattern = (folder: string) =>
  `${folder}{{.Driver}}/{{.Source}}/{{.Session.Unix}}/{{.Recording.Year}}-{{.Recording.Month}}-{{.Recording.Day}}_{{.Recording.Hour}}-{{.Recording.Minute}}-{{.Recording.Second}}`

const secrets = (key: SettingKey, max: number): ReadonlyArray<string> => {
  if (key === "headers")
    return ["X-Key: a'b\"`$(x)", `X: ${"x".repeat(max - 3)}`, "Referer: https://a.example/\nDNT: 1", "-H"]
  if (key === "login") return ["a:b", "'\"`$(x):", `a:${"x".repeat(max - 2)}`, "-H"]
  if (key === "proxy") return ["http://p.example:3128", "http://'`$(x):y@p.example", "-H"]
  return ["a=b; c=d", "'\"`$(x)", "x".repeat(max), "-H"]
}

/** Values at and between the bounds that a field's description tells. */
const fitting = (key: SettingKey, field: SettingField): ReadonlyArray<unknown> => {
  switch (field.kind) {
    case "duration":
      return [field.min, field.max, defaultSettings[key], "61s", "1m0.5s", "1h1ms"]
    case "integer":
      return [field.min, field.max, Math.ceil((field.min + field.max) / 3)]
    case "bytes":
      return [field.min, field.max, 1_000_000]
    case "choice":
      return field.choices
    case "text":
      return key === "out_pattern"
        ? [
            pattern(""),
            pattern("{{.Session.Year}}/"),
            pattern("a b'\"$(x);`y`/"),
            pattern("../"),
            pattern("/tmp/"),
            "x"
          ]
        : ["", "Mozilla/5.0 (X11; Linux)", "a'b\"c $(x) `y`; --flag", "ü 漢 🙂", "x".repeat(field.max), "--user-agent"]
    case "secret":
      return ["", ...secrets(key, field.max)]
    case "boolean":
      return [true, false]
    case "urls":
      return [
        {},
        { hls: "https://example.org/{username}" },
        { hls: "http://[::1]:8/a/{username}?b=c" },
        { hls: "ftp://x" }
      ]
  }
}

/** Three of four choices fit, however few values a field has, so that a document of several is accepted often enough. */
const choices = (key: SettingKey): ReadonlyArray<unknown> => {
  const good = fitting(key, settingFields[key])
  return [...Array.from({ length: 3 * odd.length }, (_, n) => good[n % good.length]), ...odd]
}

const Pick = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 }))

/** A few fields to change, and to which of their values; some of them of one driver alone. */
export const Edits = Schema.Array(
  Schema.Struct({ key: Schema.Literals(keys), value: Pick, ofDriver: Schema.Literals([false, false, true]) })
).check(Schema.isMinLength(1), Schema.isMaxLength(4))

/** A document of settings with these changes, made as somebody would who edits it by hand. */
export const edited = (settings: object, edits: typeof Edits.Type): Record<string, unknown> => {
  let own: Record<string, unknown> = {}
  let document: Record<string, unknown> = { ...settings }
  for (const { key, ofDriver, value } of edits) {
    const all = choices(key)
    const change = { [key]: all[value % all.length] }
    if (ofDriver) own = { ...own, ...change }
    else document = { ...document, ...change }
  }
  return { ...document, drivers: Object.keys(own).length === 0 ? {} : { hls: own } }
}

/** Every key with every odd value. */
export const oddities = keys.flatMap((key) => odd.map((value) => ({ key, value })))
