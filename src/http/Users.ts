import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Accounts } from "../app/accounts/Accounts.ts"
import type { LastAdmin as LastAdminLeft } from "../domain/accounts/Account.ts"
import type { UsernameTaken as NameTaken } from "../ports/Users.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { defaultLimit } from "./api/Lists.ts"
import { LastAdmin, OwnAccount, saying, Unusable, UsernameTaken } from "./api/Problems.ts"
import { usersAnswer } from "./presenters/accounts.ts"
import { noUser, weakPassword } from "./refusals.ts"

const taken = ({ message }: NameTaken) => Effect.fail(new UsernameTaken(saying(message)))
const lastAdmin = ({ message }: LastAdminLeft) => Effect.fail(new LastAdmin(saying(message)))

const ofAnother = "This cursor is of another list. Begin at the first page."
const foreignCursor = new Unusable({ ...saying(ofAnother), errors: [{ field: "cursor", message: ofAnother }] })

/** Accounts, for admins. */
export const layer = HttpApiBuilder.group(
  Api,
  "users",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    return handlers.handleAll({
      list: Effect.fn("users.list")(function* ({ query }) {
        const { cursor = null, limit = defaultLimit, q = "", role = null } = query
        const by = query.sort ?? "name"
        const after = Number(cursor ?? Number.NaN)
        if (by === "created" && cursor !== null && !Number.isSafeInteger(after)) return yield* foreignCursor
        const page = yield* accounts.page({
          q: q.trim(),
          role,
          order: by === "name" ? { by, after: cursor } : { by, after: cursor === null ? null : after },
          descending: query.order === "desc",
          limit
        })
        const last = page.users.at(-1)
        const place = by === "name" ? last?.username : last?.id
        return usersAnswer(page, {
          nextCursor: page.more && place !== undefined ? String(place) : null,
          total: role === null ? page.counts.admin + page.counts.user : page.counts[role]
        })
      }),

      create: Effect.fn("users.create")(
        function* ({ payload }) {
          return yield* accounts.create(yield* CurrentCaller, { ...payload, role: payload.role ?? "user" })
        },
        Effect.catchTags({ UsernameTaken: taken, WeakPassword: weakPassword("password") })
      ),

      show: ({ params }) => accounts.show(params.id).pipe(Effect.catchTag("NoUser", noUser)),

      change: Effect.fn("users.change")(
        function* ({ params, payload }) {
          return yield* accounts.change(yield* CurrentCaller, params.id, payload)
        },
        Effect.catchTags({
          NoUser: noUser,
          UsernameTaken: taken,
          LastAdmin: lastAdmin,
          OwnPassword: ({ message }) => Effect.fail(new OwnAccount(saying(message))),
          WeakPassword: weakPassword("password")
        })
      ),

      remove: Effect.fn("users.remove")(
        function* ({ params }) {
          yield* accounts.remove(yield* CurrentCaller, params.id)
        },
        Effect.catchTags({
          NoUser: noUser,
          LastAdmin: lastAdmin,
          SelfDeletion: ({ message }) => Effect.fail(new OwnAccount(saying(message)))
        })
      )
    })
  })
)
