import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { RefreshRefused, TooManyRequests, WrongLogin } from "./Problems.ts"
import { UserView } from "./UserView.ts"
import { wire } from "./Wire.ts"

/** A password on its way in; nothing about its form is checked, so that old ones keep working. */
const presented = Schema.Redacted(
  Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(1000)).annotate({ examples: ["correct horse battery"] })
)

export const Login = Schema.Struct({
  username: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200)).annotate({ examples: ["admin"] }),
  password: presented
}).annotate({ identifier: "Login" })

/** The access token lives 15 minutes and comes as a cookie too. */
export const SignedInAnswer = wire("SignedIn", {
  access_token: Schema.String.annotate({
    examples: ["eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"]
  }),
  user: UserView
})

const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class AuthApi extends HttpApiGroup.make("auth")
  .add(
    HttpApiEndpoint.post("login", "/login", {
      payload: Login,
      success: SignedInAnswer,
      error: [WrongLogin, TooManyRequests]
    }).annotateMerge(
      says(
        "Sign in",
        "Answers an access token (15 minutes) and sets it and a refresh token as cookies, `access_token_...` and `refresh_token_...`, which are named by the installation and begin with `__Host-` and `__Secure-` unless it speaks plain HTTP. Attempts are limited per address and per name."
      )
    ),
    HttpApiEndpoint.post("refresh", "/refresh", { success: SignedInAnswer, error: RefreshRefused }).annotateMerge(
      says(
        "Renew the access token",
        "Needs the cookie of the refresh token and replaces it. For 30 s the replaced one still yields an access token; used later it ends the session, as does any that the session does not know. A session lives for 30 days after its last renewal and 90 days at most."
      )
    ),
    HttpApiEndpoint.post("logout", "/logout", { success: HttpApiSchema.NoContent }).annotateMerge(
      says(
        "Sign out",
        "Ends the session of the refresh token's cookie, that of the access token too, and clears both cookies; without a session it only clears them."
      )
    )
  )
  .prefix("/auth")
  .annotateMerge(
    OpenApi.annotations({ title: "Signing in", description: "Sessions: how they begin, go on and end." })
  ) {}
