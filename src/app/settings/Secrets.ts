import type { Overrides, Settings } from "../../domain/settings/Settings.ts"

/** Values of a driver or a source as they are saved: absent `cookies` stay as they are, null removes them. */
export type OverridesChange = Omit<Overrides, "cookies"> & { readonly cookies?: string | null }

/** The document as it is saved: absent `cookies` stay as they are. */
export type SettingsChange = Omit<Settings, "cookies" | "drivers"> & {
  readonly cookies?: string
  readonly drivers: Readonly<Record<string, OverridesChange>>
}

/** The values with their secret: the one that was sent, or the one that is there. */
export const keepSecret = (sent: OverridesChange, stored: Overrides | undefined): Overrides => {
  const { cookies, ...open } = sent
  if (cookies === null) return open
  const kept = cookies ?? stored?.cookies
  return kept === undefined ? open : { ...open, cookies: kept }
}

const own = <A>(record: Readonly<Record<string, A>>, key: string): A | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** The whole document with its secrets. */
export const keepSecrets = (sent: SettingsChange, stored: Settings): Settings => ({
  ...sent,
  cookies: sent.cookies ?? stored.cookies,
  drivers: Object.fromEntries(
    Object.entries(sent.drivers).map(([driver, values]) => [driver, keepSecret(values, own(stored.drivers, driver))])
  )
})

/** One difference between two documents. Values as JSON text, null where there is none or where it is secret. */
export interface SettingDifference {
  readonly field: string
  readonly from: string | null
  readonly to: string | null
  readonly secret: boolean
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const leaves = (value: unknown, path: string): ReadonlyArray<readonly [string, string]> =>
  isRecord(value)
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`))
    : [[path, JSON.stringify(value)]]

/** What changes from one document to the other, field by field. */
export const differences = (from: Settings, to: Settings): ReadonlyArray<SettingDifference> => {
  const [before, after] = [new Map(leaves(from, "")), new Map(leaves(to, ""))]
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((field) => before.get(field) !== after.get(field))
    .sort()
    .map((field) => {
      const secret = field === "cookies" || field.endsWith(".cookies")
      return {
        field,
        from: secret ? null : (before.get(field) ?? null),
        to: secret ? null : (after.get(field) ?? null),
        secret
      }
    })
}
