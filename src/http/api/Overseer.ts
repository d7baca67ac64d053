import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { StorageFault } from "../../domain/supervision/StorageFault.ts"
import { AdminOnly, SignedIn } from "./Identity.ts"
import { Unavailable } from "./Problems.ts"
import { keyFields, taskExample } from "./SourceFields.ts"
import { RoomStopped } from "./Storage.ts"
import { query, Timestamp } from "./Wire.ts"

export const WorkerView = Schema.Struct({
  task_id: Schema.String.annotate({ examples: [taskExample] }),
  action: Schema.String.annotate({ examples: ["hls"] }),
  state: Schema.Literals(["active", "stopped", "errored", "queued"]),
  worker_state: Schema.NullOr(Schema.Literals(["running", "exited"])),
  pid: Schema.NullOr(Schema.Int).annotate({ examples: [4242] }),
  exit_code: Schema.NullOr(Schema.Int).annotate({ examples: [null] }),
  started_at: Schema.NullOr(Timestamp),
  exited_at: Schema.NullOr(Timestamp).annotate({ examples: [null] }),
  queue_position: Schema.NullOr(Schema.Int).annotate({ examples: [null] }),
  ours: Schema.Boolean.annotate({ description: "Whether this installation started it." }),
  source: Schema.NullOr(Schema.Struct(keyFields)),
  params: Schema.Record(Schema.String, Schema.String).annotate({
    description: "Secrets are masked.",
    examples: [{ source: "testcard", cookies: "***" }]
  })
}).annotate({ identifier: "Worker" })

const counters = Schema.NullOr(Schema.Record(Schema.String, Schema.Finite)).annotate({
  examples: [{ tasks_total: 12 }]
})

/** A neighbour process as far as it can be seen; never waited for longer than 2 s. */
const Neighbour = Schema.Struct({
  configured: Schema.Boolean,
  connected: Schema.Boolean,
  error: Schema.NullOr(Schema.String).annotate({ examples: [null] }),
  pool: Schema.NullOr(Schema.Struct({ limit: Schema.Int, running: Schema.Int, queue_depth: Schema.Int })),
  metrics: counters,
  missing: Schema.Array(Schema.String).annotate({
    description: "What it needs and does not have, each with how to get it.",
    examples: [[]]
  })
}).annotate({ identifier: "Neighbour" })

export const DiagnosticsView = Schema.Struct({
  version: Schema.String.annotate({ examples: ["1.0.0"] }),
  started_at: Timestamp,
  now: Timestamp,
  leading: Schema.Boolean,
  link_since: Timestamp,
  last_heard_at: Schema.NullOr(Timestamp),
  overseer: Neighbour,
  converter: Neighbour.annotate({
    description:
      "The converter that is set; where none is, our own, which makes exports: what waits and runs, and how many this backend made and failed to make since its start."
  }),
  thumbnailer: Neighbour,
  database_connected: Schema.Boolean,
  database_error: Schema.NullOr(Schema.String).annotate({
    description: "Why it does not answer, without a secret; null while it does."
  }),
  database_version: Schema.NullOr(Schema.String).annotate({
    description: "What it is and which migration was its last; null while it does not answer.",
    examples: ["PostgreSQL 18.4, schema 5"]
  }),
  node_version: Schema.String.annotate({ examples: ["24.21.0"] }),
  events_waiting: Schema.Int.annotate({
    description: "How many facts of recorders wait to be stored.",
    examples: [0]
  }),
  media_root: Schema.String.annotate({ examples: ["/data/recordings"] }),
  media_trouble: Schema.NullOr(
    Schema.Struct({ fault: StorageFault, since: Schema.NullOr(Timestamp), advice: Schema.String })
  ).annotate({
    description:
      "Why nothing can be recorded there, as this backend sees the folder, and what helps; null while all is well. Too little free space is told by the two numbers below."
  }),
  room_stopped: Schema.NullOr(RoomStopped).annotate({ examples: [null] }),
  free_bytes: Schema.NullOr(Schema.Int).annotate({ examples: [750_000_000_000] }),
  min_free_bytes: Schema.Int.annotate({
    description: "What the settings keep free; 0: nothing.",
    examples: [1_000_000_000]
  }),
  sources: Schema.Int,
  subscriptions: Schema.Int,
  status: Schema.Record(Schema.String, Schema.Int).annotate({ examples: [{ recording: 1 }] }),
  outdated_runs: Schema.Int,
  recorders_at_once: Schema.NullOr(Schema.Int).annotate({
    description:
      "How many recorders may run at once, by the settings or else by the machine; null where nothing bounds them.",
    examples: [10]
  }),
  memory_bytes: Schema.Int.annotate({ examples: [150_000_000] }),
  event_loop_delay_ms: Schema.Finite.annotate({
    description: "What 99 of 100 turns of the event loop are late by at most, over the last minute or two."
  }),
  channel_notes: Schema.Array(
    Schema.Struct({
      kind: Schema.Literals(["file", "line", "elsewhere", "gone"]),
      file: Schema.NullOr(Schema.String),
      line: Schema.NullOr(Schema.Int),
      source: Schema.NullOr(Schema.String),
      text: Schema.String
    }).annotate({ identifier: "ChannelNote" })
  ).annotate({
    description:
      "What of the files of channels does not count: a file or a line that can't be read, a source that somebody placed elsewhere in the page, one that no file names any more. Nothing is lost by any of it.",
    examples: [[]]
  }),
  action_faults: Schema.Array(
    Schema.Struct({ file: Schema.String, line: Schema.NullOr(Schema.Int), text: Schema.String }).annotate({
      identifier: "ActionFault"
    })
  ).annotate({
    description:
      "What in the overseer's file of further actions can't be used; what it held before goes on. Of an overseer that reads none it is empty.",
    examples: [[]]
  }),
  missing_programs: Schema.Array(
    Schema.Struct({
      driver: Schema.String.annotate({ examples: ["page"] }),
      program: Schema.String.annotate({ examples: ["streamlink or yt-dlp"] })
    }).annotate({ identifier: "MissingProgram" })
  ).annotate({
    description:
      "The programs that drivers need and that are not installed where recorders run; their recorders can't begin.",
    examples: [[]]
  }),
  alarms: Schema.Array(Schema.String).annotate({
    description: "What somebody should look at on the server itself, a sentence each.",
    examples: [[]]
  })
}).annotate({ identifier: "Diagnostics" })

const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class OverseerApi extends HttpApiGroup.make("overseer")
  .add(
    HttpApiEndpoint.get("workers", "/workers", {
      query: query({
        ended: Schema.optionalKey(
          Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 })).annotate({
            description: "How many of those that ended, the last ones, 0 to 10000; 100 if absent."
          })
        )
      }),
      success: Schema.Struct({
        items: Schema.Array(WorkerView),
        ended_left_out: Schema.Int.annotate({ description: "How many more ended before those.", examples: [0] })
      }),
      error: Unavailable
    }).annotateMerge(
      says(
        "List workers",
        "The overseer's tasks as it lists them now: all that live or wait, and those that ended last. 503 while it can't be reached."
      )
    ),
    HttpApiEndpoint.get("diagnostics", "/diagnostics", { success: DiagnosticsView }).annotateMerge(
      says("Diagnostics", "The state of everything around: answers within 3 s with what is known.")
    )
  )
  .middleware(AdminOnly)
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Operation", description: "What an operator looks at, for admins." })) {}
