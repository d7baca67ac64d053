import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"

const readiness = {
  status: Schema.Literals(["ok", "degraded"]),
  overseer_connected: Schema.Boolean,
  database_connected: Schema.Boolean
}

const why = (description: string, example: string) =>
  Schema.optionalKey(Schema.NullOr(Schema.String)).annotate({ description, examples: [example] })

const Readiness = Schema.Struct(readiness).annotate({ identifier: "Readiness" })

const Health = Schema.Struct({
  ...readiness,
  overseer_error: why(
    "Why the overseer can't be reached, without an address; for admins alone, null where it can.",
    "it refuses this backend (HTTP 403)"
  ),
  database_error: why(
    "Why the database does not answer, without a secret; for admins alone, null while it does.",
    "the server refuses the password in DB_DSN"
  )
}).annotate({ identifier: "Health" })

const Alive = Schema.Struct({ status: Schema.Literal("ok") }).annotate({ identifier: "Alive" })

const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

/** For load balancers and operators; open to everybody. */
export class SystemApi extends HttpApiGroup.make("system")
  .add(
    HttpApiEndpoint.get("health", "/health", {
      success: [Health, Health.pipe(HttpApiSchema.status(503))]
    }).annotateMerge(
      says(
        "Health",
        "200 with overseer and database connected, else 503 with the same document. Admins are told why one is missing."
      )
    ),
    HttpApiEndpoint.get("livez", "/livez", { success: Alive }).annotateMerge(
      says("Liveness", "200 while the process answers, whatever its neighbours do.")
    ),
    HttpApiEndpoint.get("readyz", "/readyz", {
      success: [Readiness, Readiness.pipe(HttpApiSchema.status(503))]
    }).annotateMerge(says("Readiness", "200 while requests can be answered: the database is there. Else 503."))
  )
  .annotateMerge(OpenApi.annotations({ title: "System", description: "Is it well?" })) {}
