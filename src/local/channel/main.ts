import { NodeRuntime } from "@effect/platform-node"
import { Layer } from "effect"
import * as ChannelServer from "./ChannelServer.ts"

ChannelServer.layer.pipe(Layer.launch, NodeRuntime.runMain)
