import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Accounts } from "../app/Accounts.ts"
import type { LastAdmin as LastAdminLeft } from "../domain/Account.ts"
import type { UsernameTaken as NameTaken } from "../ports/Users.ts"
import { acting } from "./acting.ts"
import { Api } from "./api/Api.ts"
import { LastAdmin, OwnAccount, saying, UsernameTaken } from "./api/Problems.ts"
import { noUser } from "./refusals.ts"
import { usersAnswer } from "./rows.ts"

const taken = ({ message }: NameTaken) => Effect.fail(new UsernameTaken(saying(message)))
const lastAdmin = ({ message }: LastAdminLeft) => Effect.fail(new LastAdmin(saying(message)))

/** Accounts, for admins. */
export const layer = HttpApiBuilder.group(
  Api,
  "users",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    const by = yield* acting
    return handlers.handleAll({
      list: () => Effect.map(accounts.list, usersAnswer),

      create: Effect.fn("users.create")(
        function* ({ payload }) {
          return yield* accounts.create(yield* by, { ...payload, role: payload.role ?? "user" })
        },
        Effect.catchTag("UsernameTaken", taken)
      ),

      show: ({ params }) => accounts.show(params.id).pipe(Effect.catchTag("NoUser", noUser)),

      change: Effect.fn("users.change")(
        function* ({ params, payload }) {
          return yield* accounts.change(yield* by, params.id, payload)
        },
        Effect.catchTags({ NoUser: noUser, UsernameTaken: taken, LastAdmin: lastAdmin })
      ),

      remove: Effect.fn("users.remove")(
        function* ({ params }) {
          yield* accounts.remove(yield* by, params.id)
        },
        Effect.catchTags({
          NoUser: noUser,
          LastAdmin: lastAdmin,
          OwnAccount: ({ message }) => Effect.fail(new OwnAccount(saying(message)))
        })
      )
    })
  })
)
