import { Context, Effect, Layer, Logger } from "effect"
import type { DriverInfo } from "../../../src/ports/Overseer.ts"
import { Overseer } from "../../../src/ports/Overseer.ts"
import { running } from "../../overseer/Overseen.ts"
import { overseerContract } from "./overseer.contract.ts"
import { client } from "./Scene.ts"
import * as Scripted from "./Scripted.ts"

const driver = { description: null, params: {}, dedupeKey: [], limit: 0 }

const drivers: ReadonlyArray<DriverInfo> = [
  { ...driver, name: "one", limit: 1 },
  { ...driver, name: "sh", params: { source: {} }, dedupeKey: ["source"] }
]

overseerContract(
  "the scripted overseer",
  Effect.map(Layer.build(Scripted.layer({ drivers, queueSize: 1, displace: false })), (services) =>
    Context.get(services, Overseer)
  )
)

const configuration = `
actions:
  sh:
    type: exec
    dedupe_key: [source]
    config: {entrypoint: sleep, command: ["60"], parameters: {source: {}}}
  one:
    type: exec
    task_pool: {limit: 1, queue: {enabled: true, size: 1, displace: prohibit}}
    config: {entrypoint: sleep, command: ["60"]}
`

overseerContract(
  "the client at the local overseer",
  running(configuration).pipe(
    Effect.provide(Logger.layer([])),
    Effect.flatMap(({ url }) => client({ url: new URL(url) }))
  )
)
