import { Effect, HashMap, Layer, Option } from "effect"
import { InstallationId } from "../../domain/supervision/TaskId.ts"
import { Installation } from "../../ports/Installation.ts"
import { Database } from "./Database.ts"

export const layer = Layer.effect(
  Installation,
  Effect.map(Database, ({ read, write }) =>
    Installation.of({
      id: Effect.succeed(InstallationId.make("00000001")),
      deviceOf: (root) => read(({ devices }) => Option.getOrNull(HashMap.get(devices, root))),
      setDevice: (root, device) =>
        write((tables) => ({
          answer: undefined,
          tables: { ...tables, devices: HashMap.set(tables.devices, root, device) },
          notices: []
        }))
    })
  )
)
