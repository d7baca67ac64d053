import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Settings } from "../../domain/settings/Settings.ts"
import { AdminOnly, SignedIn } from "./Identity.ts"
import { LibraryEntryView } from "./Library.ts"
import { query } from "./Wire.ts"

const share = { bytes: Schema.Int, count: Schema.Int }
const Share = Schema.Struct(share).annotate({ identifier: "StorageShare" })

export const StorageView = Schema.Struct({
  disk: Schema.Struct({
    size: Schema.NullOr(Schema.Int),
    free: Schema.NullOr(Schema.Int),
    to_stay_free: Schema.Int.annotate({ description: "The setting `min_free_space`." })
  }).annotate({ identifier: "StorageDisk", description: "Null where the disk does not tell." }),
  recordings: Share,
  trash: Share,
  sources: Schema.Array(
    Schema.Struct({ driver: Schema.String, username: Schema.String, ...share }).annotate({
      identifier: "StorageSource"
    })
  ).annotate({ description: "Without what is in the trash, the largest first." }),
  growth_per_day: Schema.Int.annotate({ description: "Bytes of what began in the last seven days, by day." }),
  full_in_days: Schema.NullOr(Schema.Finite).annotate({
    description: "When starts wait for room, if it goes on so; null where nothing comes, or the disk does not tell.",
    examples: [16.4]
  })
}).annotate({ identifier: "Storage" })

export const PreviewView = Schema.Struct({
  count: Schema.Int,
  bytes: Schema.Int,
  recordings: Schema.Array(LibraryEntryView).annotate({ description: "At most 500 of them." })
}).annotate({ identifier: "RulesPreview" })

const tried = (field: Schema.Codec<number, number>, description: string) =>
  Schema.optionalKey(Schema.FiniteFromString.pipe(Schema.decodeTo(field)).annotate({ description }))

const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class StorageApi extends HttpApiGroup.make("storage")
  .add(
    HttpApiEndpoint.get("show", "/storage", { success: StorageView }).annotateMerge(
      says("Show the storage", "The disk, what recordings take of it, how fast they grow, and when it is full.")
    ),
    HttpApiEndpoint.get("preview", "/recordings/rules/preview", {
      query: query({
        keepDays: tried(Settings.fields.keep_days, "In the place of the setting `keep_days`."),
        keepNewest: tried(Settings.fields.keep_newest, "In the place of the setting `keep_newest`."),
        keepBytes: tried(Settings.fields.keep_bytes, "In the place of the setting `keep_bytes`.")
      }),
      success: PreviewView
    }).annotateMerge(
      says(
        "Try storage rules",
        "What would go into the trash by the rules that are set, or by others in the place of those for everybody; drivers and sources keep their own. Changes nothing."
      )
    )
  )
  .middleware(AdminOnly)
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Storage", description: "What recordings take, for admins." })) {}
