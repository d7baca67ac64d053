import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { UserId } from "../../domain/Ids.ts"
import { Password, Username } from "../../domain/Names.ts"
import { Role } from "../../domain/User.ts"
import { AdminOnly, SignedIn } from "./Identity.ts"
import { LastAdmin, NotFound, OwnAccount, UsernameTaken } from "./Problems.ts"
import { UserView } from "./UserView.ts"

export const NewUser = Schema.Struct({
  username: Username,
  password: Schema.Redacted(Password),
  role: Schema.optionalKey(Role.annotate({ description: "`user` if absent." }))
}).annotate({ identifier: "NewUser" })

export const UserChange = Schema.Struct({
  username: Schema.optionalKey(Username),
  password: Schema.optionalKey(Schema.Redacted(Password)),
  role: Schema.optionalKey(Role)
}).annotate({ identifier: "UserChange" })

const params = { id: UserId }
const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class UsersApi extends HttpApiGroup.make("users")
  .add(
    HttpApiEndpoint.get("list", "/", {
      success: Schema.Struct({ items: Schema.Array(UserView), total: Schema.Int })
    }).annotateMerge(says("List users", "All of them, by name.")),
    HttpApiEndpoint.post("create", "/", {
      payload: NewUser,
      success: UserView.pipe(HttpApiSchema.status(201)),
      error: UsernameTaken
    }).annotateMerge(says("Add a user", "Passwords have at least 8 characters and at most 72 bytes.")),
    HttpApiEndpoint.get("show", "/:id", { params, success: UserView, error: NotFound }).annotateMerge(
      says("Show a user", "The account without its password.")
    ),
    HttpApiEndpoint.put("change", "/:id", {
      params,
      payload: UserChange,
      success: UserView,
      error: [NotFound, UsernameTaken, LastAdmin]
    }).annotateMerge(
      says(
        "Change a user",
        "What is absent stays. A new password ends the user's sessions, a new role is in force at once."
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
