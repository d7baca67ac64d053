import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"

const Health = Schema.Struct({
  status: Schema.Literals(["ok", "degraded"]),
  overseer_connected: Schema.Boolean,
  database_connected: Schema.Boolean
}).annotate({ identifier: "Health" })

const Alive = Schema.Struct({ status: Schema.Literal("ok") }).annotate({ identifier: "Alive" })

const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

/** For load balancers and operators; open to everybody. */
export class SystemApi extends HttpApiGroup.make("system")
  .add(
    HttpApiEndpoint.get("health", "/health", {
      success: [Health, Health.pipe(HttpApiSchema.status(503))]
    }).annotateMerge(says("Health", "200 with overseer and database connected, else 503 with the same document.")),
    HttpApiEndpoint.get("livez", "/livez", { success: Alive }).annotateMerge(
      says("Liveness", "200 while the process answers, whatever its neighbours do.")
    ),
    HttpApiEndpoint.get("readyz", "/readyz", {
      success: [Health, Health.pipe(HttpApiSchema.status(503))]
    }).annotateMerge(says("Readiness", "200 while requests can be answered: the database is there. Else 503."))
  )
  .annotateMerge(OpenApi.annotations({ title: "System", description: "Is it well?" })) {}
