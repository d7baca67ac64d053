import { Effect } from "effect"
import { Base64 } from "effect/encoding"
import { type Mask, masking, secretTexts } from "../../../domain/settings/Masking.ts"
import { type Overrides, recorderSettings } from "../../../domain/settings/Settings.ts"
import type { Address } from "../../../domain/subscriptions/Address.ts"
import type { SourceId } from "../../../domain/values/Ids.ts"
import type { SettingsVersion } from "../../../ports/SettingsStore.ts"
import { bySource } from "../live/bySource.ts"
import type { LiveState } from "../live/LiveState.ts"

interface Known {
  readonly settings: SettingsVersion
  readonly overrides: Overrides
  readonly address: Address | null
  /** In force now or before: a recorder goes on with what it was started with. */
  readonly secrets: ReadonlyArray<string>
  readonly mask: Mask
}

/** Texts of secrets that a recorder may still be running with; older ones are forgotten. */
const remembered = 64

const nothing = masking([])

/**
 * The mask for what a source's recorder prints: the secrets that are in force for it, and the last that were. Lines come by the
 * thousand, so a mask is made once for each change of the source or of the settings.
 */
export const secretMasks = Effect.fnUntraced(function* (live: LiveState["Service"]) {
  const masks = yield* bySource<Known>(live)
  return (id: SourceId): Mask => {
    const stored = live.source(id)
    if (stored === undefined) return nothing
    const settings = live.settings()
    const { address, driver, overrides } = stored
    const known = masks.get(id)
    const isSame = known?.settings === settings && known.overrides === overrides && known.address === address
    if (known !== undefined && isSame) return known.mask
    const own = recorderSettings(settings.settings, driver, overrides)
    const all = secretTexts(own, address?.url ?? null)
    const sent = own.login === "" ? [] : [Base64.encode(own.login)]
    const secrets = [...new Set([...all, ...sent, ...(known?.secrets ?? [])])].slice(0, remembered)
    const mask = masking(secrets)
    masks.set(id, { settings, overrides, address, secrets, mask })
    return mask
  }
})
