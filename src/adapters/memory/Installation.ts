import { Effect, Layer } from "effect"
import { InstallationId } from "../../domain/supervision/TaskId.ts"
import { Installation } from "../../ports/Installation.ts"

export const layer = Layer.succeed(Installation, { id: Effect.succeed(InstallationId.make("00000001")) })
