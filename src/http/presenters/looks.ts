import type { Look } from "../../app/subscriptions/Looking.ts"
import { shownAddress } from "../../domain/subscriptions/Address.ts"
import { isRefusal } from "../../domain/supervision/Cause.ts"
import type { Variant } from "../../domain/supervision/Look.ts"
import { lookWords } from "../../domain/supervision/lookWords.ts"

const variantShown = ({ bandwidth, codecs, framerate, height, width }: Variant) => ({
  width: width ?? null,
  height: height ?? null,
  framerate: framerate ?? null,
  bandwidth: bandwidth ?? null,
  codecs: codecs ?? null
})

/** A look is one try, at no time that anybody waits for. */
const alone = { since: null, until: null, tries: null, within: null }

/** A look as it is told; `exists` says whether there is such a source already. */
export const lookShown = ({ drivers, key, place, seen, unseen }: Look, exists: boolean) => {
  const url = place?.address?.url
  const { author, cause, engine, missing, onAir, picture, protection, reachable, status, title, variants } = seen
  return {
    ...key,
    drivers,
    address: url === undefined ? null : shownAddress(url),
    exists,
    looked: unseen === null,
    hint: unseen,
    text: lookWords(seen),
    reachable,
    httpStatus: status,
    onAir,
    cause:
      cause === null
        ? null
        : { ...cause, ...alone, needs: isRefusal(cause) ? ("somebody" as const) : ("time" as const) },
    engine,
    protection,
    title,
    author,
    variants: variants.map(variantShown),
    picture: picture === null ? null : `data:image/jpeg;base64,${picture}`,
    missing
  }
}
