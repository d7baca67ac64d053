import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, Console, Effect, Exit, Layer, Schema } from "effect"
import * as MediaFiles from "../adapters/files/MediaFiles.ts"
import * as PlaybackIndex from "../adapters/files/PlaybackIndex.ts"
import * as Known from "../environment/Known.ts"
import { reader, textOf } from "../environment/Variables.ts"
import * as Fatal from "../runtime/Fatal.ts"
import * as Pictures from "./Pictures.ts"
import { serve } from "./Server.ts"

/** The thumbnailer can't start; each sentence names a variable, what is wrong with it and what to do. */
class Refused extends Schema.TaggedError<Refused>()("Refused", { message: Schema.String }) {}

const run = Effect.gen(function* () {
  const { complaints, optional, required } = reader()
  const host = (yield* optional(Known.host)) ?? "127.0.0.1"
  const port = (yield* optional(Known.port)) ?? 8082
  const root = yield* required(Known.mediaRoot, "name the folder where recordings are, such as /data/recordings")
  const folder = yield* required(Known.picturesDir, "name a folder to keep pictures in, such as /data/pictures")
  if (root === undefined || folder === undefined || complaints.length > 0) {
    return yield* new Refused({ message: complaints.join("\n") })
  }
  // For as long as the program lives: what reads recordings ends with its layer.
  const recordings = yield* Layer.build(Layer.merge(MediaFiles.layer(root), PlaybackIndex.layer(root)))
  const pictures = yield* Effect.provide(Pictures.make(folder), recordings)
  const listening = yield* serve(pictures, { host, port }, (yield* textOf("PATH")) ?? "")
  yield* Console.log(`listening on http://${host}:${listening}`)
  return yield* Effect.never
}).pipe(Effect.scoped, Fatal.heeding)

run.pipe(
  Effect.tapError((error) => Console.error(error.message)),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    // Being told to stop is a good end; anything else that stops it is not.
    teardown: (exit, onExit) => onExit(Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause) ? 0 : 1)
  })
)
