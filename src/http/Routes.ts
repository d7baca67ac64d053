import { Effect, Layer } from "effect"
import { HttpRouter, HttpServerRequest, HttpStaticServer } from "effect/http"
import { HttpApiBuilder, HttpApiScalar } from "effect/http-api"
import * as Audit from "./Audit.ts"
import * as Auth from "./Auth.ts"
import { Api } from "./api/Api.ts"
import * as Bulk from "./Bulk.ts"
import * as Config from "./Config.ts"
import * as Drivers from "./Drivers.ts"
import * as Guard from "./Guard.ts"
import { HttpSettings } from "./HttpSettings.ts"
import * as LoopDelay from "./LoopDelay.ts"
import * as Me from "./Me.ts"
import * as Metrics from "./Metrics.ts"
import { nowhere } from "./Nowhere.ts"
import * as Overseer from "./Overseer.ts"
import * as Recordings from "./Recordings.ts"
import { docsPath } from "./SecurityHeaders.ts"
import { adminOnly, signedIn } from "./SignedIn.ts"
import * as Sources from "./Sources.ts"
import * as Subscriptions from "./Subscriptions.ts"
import * as System from "./System.ts"
import * as Transfer from "./Transfer.ts"
import * as Users from "./Users.ts"
import * as WellFormed from "./WellFormed.ts"

const api = HttpApiBuilder.layer(Api, { openapiPath: "/api/openapi.json" }).pipe(
  Layer.provide([
    Audit.layer,
    Auth.layer,
    Bulk.layer,
    Config.layer,
    Drivers.layer,
    Me.layer,
    Overseer.layer,
    Recordings.layer,
    Sources.layer,
    Subscriptions.layer,
    System.layer,
    Transfer.layer,
    Users.layer
  ]),
  Layer.provide([signedIn, adminOnly, WellFormed.layer])
)

/** Below /api there is never a page: what the contract does not know is a problem document. HEAD goes where GET does. */
const elsewhere = HttpRouter.use((router) =>
  Effect.forEach(
    ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const,
    (method) => router.add(method, "/api/*", Effect.flatMap(HttpServerRequest.HttpServerRequest, nowhere)),
    { discard: true }
  )
)

/** The browser UI: its files as they are, its index for every page that has no file. */
const pages = Layer.unwrap(
  Effect.map(HttpSettings, ({ publicDir }) =>
    publicDir === null ? Layer.empty : HttpStaticServer.layer({ root: publicDir, spa: true, cacheControl: "no-cache" })
  )
)

/** Every route of the server. */
export const layer = Layer.mergeAll(
  api,
  elsewhere,
  HttpApiScalar.layer(Api, { path: docsPath }),
  Metrics.layer,
  pages
).pipe(Layer.provide(Guard.layer), Layer.provide(LoopDelay.layer))

/** A path parameter may be as long as a file's path, percent-encoded. */
const routerConfig = { maxParamLength: 1600 }

/** The routes served; needs `HttpSettings`, an `Identity`, the programs and their ports. */
export const serve = HttpRouter.serve(layer, { disableLogger: true, routerConfig })
