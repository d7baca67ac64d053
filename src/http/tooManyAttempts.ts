import { Effect } from "effect"
import type { TooManyAttempts } from "../app/accounts/Refusals.ts"
import { alsoSet } from "./Answers.ts"
import { saying, TooManyRequests } from "./api/Problems.ts"

/** 429 with `Retry-After`. */
export const tooManyAttempts = ({ message, seconds }: TooManyAttempts) =>
  Effect.andThen(
    alsoSet({ "retry-after": String(seconds) }),
    Effect.fail(new TooManyRequests({ ...saying(message), retry_after: seconds }))
  )
