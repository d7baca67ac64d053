import { forSecrets, isSecret, type SecretKey } from "../../domain/settings/SecretFields.ts"
import { keepSecret, type OverridesChange } from "../../domain/settings/SecretsChange.ts"
import type { Settings } from "../../domain/settings/Settings.ts"
import { ownEntry } from "./ownEntry.ts"

/** The document as it is saved: absent secrets stay as they are. */
export type SettingsChange = Omit<Settings, SecretKey | "drivers"> & {
  readonly [K in SecretKey]?: string
} & { readonly drivers: Readonly<Record<string, OverridesChange>> }

/** The whole document with its secrets. */
export const keepSecrets = (sent: SettingsChange, stored: Settings): Settings => ({
  ...sent,
  ...forSecrets((key) => sent[key] ?? stored[key]),
  drivers: Object.fromEntries(
    Object.entries(sent.drivers).map(([driver, values]) => [
      driver,
      keepSecret(values, ownEntry(stored.drivers, driver))
    ])
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
      const secret = isSecret(field.slice(field.lastIndexOf(".") + 1))
      return {
        field,
        from: secret ? null : (before.get(field) ?? null),
        to: secret ? null : (after.get(field) ?? null),
        secret
      }
    })
}
