/** Records hours of fragmented MP4 with its sound apart within minutes, and tells what became of them: `npm run hours -- 120` (minutes). */
import process from "node:process"
import { NodeFileSystem } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { recordedMinutes } from "./recorded.ts"

const minutes = Number(process.argv[2] ?? 120)
await Effect.runPromise(
  recordedMinutes(minutes).pipe(Effect.flatMap(Console.log), Effect.provide(NodeFileSystem.layer))
)
