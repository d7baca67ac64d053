import { Effect } from "effect"
import type { Misfits } from "../app/settings/Configuring.ts"
import { saying, Unusable } from "./api/Problems.ts"

/** Refused values, field by field. */
export const misfits = ({ message, refusals }: Misfits) =>
  Effect.fail(
    new Unusable({
      ...saying(message),
      errors: refusals.map(({ field, reason }) => ({ field, message: reason }))
    })
  )
