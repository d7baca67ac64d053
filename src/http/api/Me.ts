import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Password } from "../../domain/accounts/Credentials.ts"
import { SessionId } from "../../domain/values/Ids.ts"
import { SignedIn } from "./Identity.ts"
import { NotFound, TooManyRequests, Unusable } from "./Problems.ts"
import { ProfileView } from "./UserView.ts"
import { Timestamp, wire } from "./Wire.ts"

export const SessionView = wire("Session", {
  id: SessionId.annotate({ examples: [SessionId.make("3f0c1a52-9c1e-4a5e-8a57-1c7c7f0d2b11")] }),
  current: Schema.Boolean.annotate({ description: "Whether it is the session of this request.", examples: [true] }),
  createdAt: Timestamp,
  renewedAt: Schema.NullOr(Timestamp).annotate({ examples: [null] }),
  expiresAt: Timestamp,
  userAgent: Schema.NullOr(Schema.String).annotate({ examples: ["Mozilla/5.0"] }),
  address: Schema.NullOr(Schema.String).annotate({ examples: ["192.0.2.1"] })
})

export const ChangePassword = wire("ChangePassword", {
  currentPassword: Schema.Redacted(
    Schema.String.check(Schema.isMaxLength(1000)).annotate({ examples: ["battery staple horse"] })
  ),
  newPassword: Schema.Redacted(Password)
})

const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class MeApi extends HttpApiGroup.make("me")
  .add(
    HttpApiEndpoint.get("profile", "/", { success: ProfileView }).annotateMerge(
      says("Who am I", "The user of this session.")
    ),
    HttpApiEndpoint.post("changePassword", "/change-password", {
      payload: ChangePassword,
      success: HttpApiSchema.NoContent,
      error: [Unusable, TooManyRequests]
    }).annotateMerge(says("Change my password", "Ends all other sessions of the user.")),
    HttpApiEndpoint.get("sessions", "/sessions", {
      success: Schema.Struct({ items: Schema.Array(SessionView) })
    }).annotateMerge(says("List my sessions", "Newest first.")),
    HttpApiEndpoint.delete("endSession", "/sessions/:id", {
      params: { id: SessionId },
      success: HttpApiSchema.NoContent,
      error: NotFound
    }).annotateMerge(says("End a session of mine", "Its tokens stop working at once.")),
    HttpApiEndpoint.delete("endOtherSessions", "/sessions", {
      success: Schema.Struct({ ended: Schema.Int })
    }).annotateMerge(says("End my other sessions", "All but the one of this request."))
  )
  .middleware(SignedIn)
  .prefix("/me")
  .annotateMerge(OpenApi.annotations({ title: "Me", description: "One's own account." })) {}
