import { Effect, Layer } from "effect"
import { HttpRouter, HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import * as Audit from "./Audit.ts"
import * as Auth from "./Auth.ts"
import { Api } from "./api/Api.ts"
import * as Bulk from "./Bulk.ts"
import * as Config from "./Config.ts"
import * as Docs from "./Docs.ts"
import * as Drivers from "./Drivers.ts"
import * as Exports from "./Exports.ts"
import * as Guard from "./Guard.ts"
import * as Library from "./Library.ts"
import * as Me from "./Me.ts"
import * as Metrics from "./Metrics.ts"
import * as ModestJson from "./ModestJson.ts"
import { notFound } from "./NotFound.ts"
import * as Overseer from "./Overseer.ts"
import * as Pages from "./Pages.ts"
import * as Recordings from "./Recordings.ts"
import * as RequestTimes from "./RequestTimes.ts"
import { openApiPath } from "./SecurityHeaders.ts"
import { adminOnly, signedIn } from "./SignedIn.ts"
import * as Sources from "./Sources.ts"
import * as Storage from "./Storage.ts"
import * as Subscriptions from "./Subscriptions.ts"
import * as System from "./System.ts"
import * as Thumbnails from "./Thumbnails.ts"
import * as Transfer from "./Transfer.ts"
import * as Users from "./Users.ts"
import * as WellFormed from "./WellFormed.ts"

const api = HttpApiBuilder.layer(Api, { openapiPath: openApiPath }).pipe(
  Layer.provide([
    Audit.layer,
    Auth.layer,
    Bulk.layer,
    Config.layer,
    Drivers.layer,
    Exports.layer,
    Library.layer,
    Me.layer,
    Overseer.layer,
    Recordings.layer,
    Sources.layer,
    Storage.layer,
    Subscriptions.layer,
    System.layer,
    Transfer.layer,
    Users.layer
  ]),
  Layer.provide([signedIn, adminOnly, ModestJson.layer, WellFormed.layer])
)

/** Below /api there is never a page: what the contract does not know is a problem document. HEAD goes where GET does. */
const elsewhere = HttpRouter.use((router) =>
  Effect.forEach(
    ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const,
    (method) => router.add(method, "/api/*", Effect.flatMap(HttpServerRequest.HttpServerRequest, notFound)),
    { discard: true }
  )
)

/** Every route of the server. */
const layer = Layer.mergeAll(api, elsewhere, Docs.layer, Metrics.layer, Pages.layer, Thumbnails.layer).pipe(
  Layer.provide(RequestTimes.inside),
  Layer.provide(Guard.layer),
  Layer.provide(RequestTimes.layer)
)

/** A path parameter may be as long as a file's path, percent-encoded. */
const routerConfig = { maxParamLength: 1600 }

/** The routes served; needs `HttpSettings`, an `Identity`, the programs and their ports. */
export const serve = HttpRouter.serve(layer, { disableLogger: true, routerConfig })
