import { HttpApi, OpenApi } from "effect/http-api"
import { AuditApi } from "./Audit.ts"
import { AuthApi } from "./Auth.ts"
import { BulkApi } from "./Bulk.ts"
import { ConfigApi } from "./Config.ts"
import { DriversApi } from "./Drivers.ts"
import { ExportsApi } from "./Exports.ts"
import { WellFormed } from "./Identity.ts"
import { LibraryApi } from "./Library.ts"
import { MeApi } from "./Me.ts"
import { OverseerApi } from "./Overseer.ts"
import { document } from "./openapi/document.ts"
import { RecordingsApi } from "./Recordings.ts"
import { SourcesApi } from "./Sources.ts"
import { StorageApi } from "./Storage.ts"
import { SubscriptionsApi } from "./Subscriptions.ts"
import { SystemApi } from "./System.ts"
import { TransferApi } from "./Transfer.ts"
import { UsersApi } from "./Users.ts"

/** The whole HTTP contract: one source for the server, the OpenAPI document and typed clients. */
export class Api extends HttpApi.make("sticky-dvr")
  .add(
    AuthApi,
    MeApi,
    SubscriptionsApi,
    BulkApi,
    TransferApi,
    SourcesApi,
    RecordingsApi,
    LibraryApi,
    ExportsApi,
    StorageApi,
    DriversApi,
    ConfigApi,
    UsersApi,
    AuditApi,
    OverseerApi,
    SystemApi
  )
  .prefix("/api")
  .middleware(WellFormed)
  .annotate(HttpApi.PayloadParseOptions, { onExcessProperty: "error", errors: "all" })
  .annotate(HttpApi.QueryParseOptions, { onExcessProperty: "error", errors: "all" })
  .annotateMerge(
    OpenApi.annotations({
      title: "Sticky DVR",
      version: "1",
      description: "Decides what is recorded, keeps recorders running, and says why.",
      transform: (spec) => document(spec as OpenApi.OpenAPISpec)
    })
  ) {}
