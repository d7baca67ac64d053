import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { unforeseen } from "../../domain/recordings/StorageForecast.ts"
import { Settings } from "../../domain/settings/Settings.ts"
import { Driver, SourceName } from "../../domain/subscriptions/Names.ts"
import { AdminOnly, SignedIn } from "./Identity.ts"
import { LibraryEntryView } from "./Library.ts"
import { Unusable } from "./Problems.ts"
import { query, Timestamp } from "./Wire.ts"

const share = { bytes: Schema.Int, count: Schema.Int }
const Share = Schema.Struct(share).annotate({ identifier: "StorageShare" })

const SourceShare = Schema.Struct({ driver: Schema.String, username: Schema.String, ...share }).annotate({
  identifier: "StorageSource"
})

const bytes = Schema.NullOr(Schema.Int)

export const RoomStopped = Schema.Struct({
  since: Timestamp,
  until: Timestamp.annotate({ description: "When it is tried again whatever became free." }),
  erased_bytes: Schema.Int,
  freed_bytes: Schema.Int,
  reason: Schema.String
}).annotate({
  identifier: "RoomStopped",
  description:
    "The disk is nearly full and recordings were erased for room, but what was erased left none, so that no more are; null where that is not so, as far as this backend knows: the one that leads does."
})

export const StorageView = Schema.Struct({
  at: Timestamp,
  disk: Schema.Struct({
    size: bytes,
    free: bytes,
    used: bytes.annotate({ description: "By whatever is on it." }),
    to_stay_free: bytes.annotate({ description: "The setting `min_free_space`." })
  }).annotate({ identifier: "StorageDisk", description: "Null where the disk does not tell, and for members." }),
  roots: Schema.Array(
    Schema.Struct({ path: Schema.String, size: bytes, free: bytes, recordings: Share, trash: Share }).annotate({
      identifier: "StorageRoot"
    })
  ).annotate({ description: "The folders that recordings lie in; none for members." }),
  recordings: Share.annotate({ description: "Without what is in the trash." }),
  trash: Schema.NullOr(Share).annotate({ description: "Null for members." }),
  exports: Share.annotate({
    description: "Of exports, as far as they are made: one's own, everybody's for admins."
  }),
  sources: Schema.Array(SourceShare).annotate({ description: "Without what is in the trash, the largest first." }),
  growth_per_day: bytes.annotate({
    description:
      "Bytes of what began in the last seven days, or since the first recording where that is later, by day. Null within the first day."
  }),
  growth_days: Schema.NullOr(Schema.Finite).annotate({ description: "Of how many days that is.", examples: [7] }),
  full_in_days: Schema.NullOr(Schema.Finite).annotate({
    description: "When starts wait for room, if it goes on so and nothing is deleted; null where nobody can tell.",
    examples: [16.4]
  }),
  full_in_unknown: Schema.NullOr(Schema.Literals([...unforeseen, "not_shown"])).annotate({
    description: "Why nobody can tell: `not_shown` to members.",
    examples: [null]
  }),
  when_nearly_full: Schema.NullOr(Settings.fields.when_nearly_full).annotate({
    description: "The setting; null for members."
  }),
  room_stopped: Schema.NullOr(RoomStopped).annotate({ examples: [null] }),
  hidden: Schema.NullOr(Schema.String).annotate({
    description: "Why the caller sees no recordings; null where that is not the reason.",
    examples: [null]
  })
}).annotate({ identifier: "Storage" })

const { keep_bytes, keep_days, keep_newest } = Settings.fields

export const KeepRulesView = Schema.Struct({ keep_days, keep_newest, keep_bytes }).annotate({ identifier: "KeepRules" })

export const RulesView = Schema.Struct({
  everybody: KeepRulesView,
  own: Schema.Array(
    Schema.Struct({
      driver: Schema.String,
      username: Schema.NullOr(Schema.String).annotate({ description: "Null for all sources of the driver." }),
      rules: Schema.Struct({
        keep_days: Schema.optionalKey(keep_days),
        keep_newest: Schema.optionalKey(keep_newest),
        keep_bytes: Schema.optionalKey(keep_bytes)
      }).annotate({ identifier: "OwnKeepRules", description: "What is absent is inherited." })
    }).annotate({ identifier: "RulesOf" })
  )
}).annotate({ identifier: "StorageRules" })

export const PreviewView = Schema.Struct({
  count: Schema.Int,
  bytes: Schema.Int,
  oldest: Schema.NullOr(Timestamp).annotate({ description: "When the oldest of them began." }),
  sources: Schema.Array(SourceShare).annotate({ description: "Whose they are, the largest first." }),
  recordings: Schema.Array(LibraryEntryView).annotate({ description: "At most 500 of them." })
}).annotate({ identifier: "RulesPreview" })

const tried = (field: Schema.Codec<number, number>, description: string) =>
  Schema.optionalKey(Schema.FiniteFromString.pipe(Schema.decodeTo(field)).annotate({ description }))

const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class StorageApi extends HttpApiGroup.make("storage")
  .add(
    HttpApiEndpoint.get("rules", "/recordings/rules", { success: RulesView })
      .middleware(AdminOnly)
      .annotateMerge(
        says(
          "Show the storage rules",
          "Those for everybody, and those that drivers and sources have of their own. They are saved with the settings."
        )
      ),
    HttpApiEndpoint.get("preview", "/recordings/rules/preview", {
      query: query({
        keepDays: tried(keep_days, "In the place of the setting `keep_days`."),
        keepNewest: tried(keep_newest, "In the place of the setting `keep_newest`."),
        keepBytes: tried(keep_bytes, "In the place of the setting `keep_bytes`."),
        driver: Schema.optionalKey(
          Driver.annotate({
            description:
              "Whose own rules are tried: exactly those that are given, and what is not given is inherited. Those for everybody if absent."
          })
        ),
        username: Schema.optionalKey(
          SourceName.annotate({ description: "The source of this driver whose own rules are tried." })
        )
      }),
      success: PreviewView,
      error: Unusable
    })
      .middleware(AdminOnly)
      .annotateMerge(
        says(
          "Try storage rules",
          "What would go into the trash by the rules that are set, or by others in the place of those for everybody, of a driver or of a source. Changes nothing."
        )
      ),
    HttpApiEndpoint.post("emptyTrash", "/storage/trash/empty", {
      query: query({
        until: Schema.optionalKey(
          Timestamp.annotate({ description: "Only what was put there by this moment; all if absent." })
        )
      }),
      success: Share
    })
      .middleware(AdminOnly)
      .annotateMerge(
        says(
          "Empty the trash",
          "Lets what is in the trash wait there no longer, and says how much that is. It is erased a few recordings at a time; until its turn comes each can be restored."
        )
      ),
    HttpApiEndpoint.get("show", "/storage", { success: StorageView }).annotateMerge(
      says(
        "Show the storage",
        "What recordings take, by source, and how fast they grow, as far as the caller may see them; for admins the disk, and when it is full."
      )
    )
  )
  .middleware(SignedIn)
  .annotateMerge(
    OpenApi.annotations({ title: "Storage", description: "What recordings take, and what keeps them." })
  ) {}
