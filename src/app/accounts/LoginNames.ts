import { Effect } from "effect"
import { Users } from "../../ports/Users.ts"

/**
 * Lets users from before names were compared without case sign in by any spelling. Where two names are alike, nobody is merged
 * and nobody shut out: each keeps its exact spelling, any other means the older account, and the log says so at every start.
 */
export const settleNames = Effect.gen(function* () {
  const clashes = yield* (yield* Users).settleNames
  yield* Effect.forEach(clashes, ({ holder, username }) =>
    Effect.logWarning(
      `The user names '${holder}' and '${username}' are alike. '${username}' signs in by exactly this spelling; any other means '${holder}'. Rename one of them.`
    )
  )
  return clashes
})
