import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Password, TypedUsername } from "../../domain/accounts/Credentials.ts"
import { Role } from "../../domain/accounts/User.ts"
import { UserId } from "../../domain/values/Ids.ts"
import { AdminOnly, SignedIn } from "./Identity.ts"
import { listFields, nextCursor } from "./Lists.ts"
import { LastAdmin, NotFound, OwnAccount, Unusable, UsernameTaken } from "./Problems.ts"
import { UserView } from "./UserView.ts"
import { query, wire } from "./Wire.ts"

export const NewUser = Schema.Struct({
  username: TypedUsername,
  password: Schema.Redacted(Password),
  role: Schema.optionalKey(Role.annotate({ description: "`user` if absent." }))
}).annotate({ identifier: "NewUser" })

export const UserChange = Schema.Struct({
  username: Schema.optionalKey(TypedUsername),
  password: Schema.optionalKey(Schema.Redacted(Password)),
  role: Schema.optionalKey(Role)
}).annotate({ identifier: "UserChange" })

const asked = {
  q: Schema.optionalKey(
    Schema.String.check(Schema.isMaxLength(200)).annotate({
      description: "Part of the name; case makes no difference."
    })
  ),
  role: Schema.optionalKey(Role.annotate({ description: "Only these. All if absent." })),
  sort: Schema.optionalKey(Schema.Literals(["name", "created"]).annotate({ description: "`name` if absent." })),
  order: listFields.order,
  limit: listFields.limit,
  cursor: listFields.cursor
}

const UsersPage = wire("UsersPage", {
  items: Schema.Array(UserView),
  nextCursor: nextCursor(Schema.String),
  total: Schema.Int.annotate({ description: "How many match, over all pages." }),
  counts: Schema.Struct({ role: Schema.Struct({ admin: Schema.Int, user: Schema.Int }) }).annotate({
    description: "How many match `q`, by role."
  })
})

const params = { id: UserId }
const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class UsersApi extends HttpApiGroup.make("users")
  .add(
    HttpApiEndpoint.get("list", "/", { query: query(asked), success: UsersPage, error: Unusable }).annotateMerge(
      says("List users", "A page of them, by name or in the order in which they were made.")
    ),
    HttpApiEndpoint.post("create", "/", {
      payload: NewUser,
      success: UserView.pipe(HttpApiSchema.status(201)),
      error: [UsernameTaken, Unusable]
    }).annotateMerge(
      says(
        "Add a user",
        "Passwords have at least 8 characters and at most 72 bytes; common ones, patterns and the user's own name are refused. Names are compared without case."
      )
    ),
    HttpApiEndpoint.get("show", "/:id", { params, success: UserView, error: NotFound }).annotateMerge(
      says("Show a user", "The account without its password.")
    ),
    HttpApiEndpoint.put("change", "/:id", {
      params,
      payload: UserChange,
      success: UserView,
      error: [NotFound, UsernameTaken, LastAdmin, OwnAccount, Unusable]
    }).annotateMerge(
      says(
        "Change a user",
        "What is absent stays. A new password ends the user's sessions, one's own is changed at `/api/me/change-password`; a new role is in force at once."
      )
    ),
    HttpApiEndpoint.delete("remove", "/:id", {
      params,
      success: HttpApiSchema.NoContent,
      error: [NotFound, LastAdmin, OwnAccount]
    }).annotateMerge(
      says("Delete a user", "With sessions and subscriptions; recordings stay. Not oneself, and not the last admin.")
    )
  )
  .middleware(AdminOnly)
  .middleware(SignedIn)
  .prefix("/users")
  .annotateMerge(OpenApi.annotations({ title: "Users", description: "Accounts, for admins." })) {}
