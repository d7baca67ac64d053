import { type SecretKey, secretKeys, withoutSecrets } from "./SecretFields.ts"
import type { Overrides } from "./Settings.ts"

/** Secrets as they are saved: absent ones stay as they are, null removes them. */
export type SecretsChange = { readonly [K in SecretKey]?: string | null }

/** Values of a driver or a source as they are saved. */
export type OverridesChange = Omit<Overrides, SecretKey> & SecretsChange

/** What is kept of one secret: what was sent, or what is there. */
const kept = (sent: string | null | undefined, stored: string | undefined): string | undefined =>
  sent === null ? undefined : (sent ?? stored)

/** The values with their secrets: those that were sent, or those that are there. */
export const keepSecret = (sent: OverridesChange, stored: Overrides | undefined): Overrides => {
  const all = secretKeys.flatMap((key) => {
    const value = kept(sent[key], stored?.[key])
    return value === undefined ? [] : [[key, value] as const]
  })
  return { ...withoutSecrets(sent), ...Object.fromEntries(all) }
}
