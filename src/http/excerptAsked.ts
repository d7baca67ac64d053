import { Effect } from "effect"
import type { Instant } from "../domain/values/Time.ts"
import { saying, Unusable } from "./api/Problems.ts"

/** Milliseconds of the longest stretch that is not one of recordings. */
const longest = 7 * 86_400_000

export const unusable = (field: string, message: string) =>
  Effect.fail(new Unusable({ ...saying(message), errors: [{ field, message }] }))

/** A stretch of time as it is asked for; `isBounded` where nothing else says how much it is. */
export const stretchOf = Effect.fnUntraced(function* (asked: {
  readonly from: Instant | undefined
  readonly to: Instant | undefined
  readonly isBounded: boolean
}) {
  const { from = null, isBounded, to = null } = asked
  if (from !== null && to !== null && from >= to) return yield* unusable("from", "`from` lies before `to`.")
  if (isBounded && (from === null || to === null))
    return yield* unusable("from", "Say which recordings, or from when to when.")
  if (isBounded && from !== null && to !== null && to - from > longest)
    return yield* unusable("from", "A stretch has at most seven days.")
  return { from, to }
})
