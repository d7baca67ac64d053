import { NodeRuntime } from "@effect/platform-node"
import { Layer } from "effect"
import * as Origin from "./Origin.ts"

Origin.layer.pipe(Layer.launch, NodeRuntime.runMain)
