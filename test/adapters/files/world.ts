import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import * as MediaFiles from "../../../src/adapters/files/MediaFiles.ts"
import { tree } from "./tree.ts"

export const alice = { driver: "hls", username: "alice" }

/** A folder of recordings and the adapter over it. */
export const world = Effect.gen(function* () {
  const files = yield* tree
  return { ...files, media: yield* MediaFiles.make(files.root) }
}).pipe(Effect.provide(NodeServices.layer))
