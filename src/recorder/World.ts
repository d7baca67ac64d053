import { NodeFileSystem, NodeHttpClient, NodePath } from "@effect/platform-node"
import { DateTime, Effect, Layer } from "effect"
import * as Capturing from "./Capturing.ts"
import * as DiskSpace from "./DiskSpace.ts"
import * as Home from "./Home.ts"
import * as Inward from "./Inward.ts"
import * as Origin from "./Origin.ts"
import * as Progress from "./Progress.ts"
import * as Report from "./Report.ts"
import * as SegmentBytes from "./SegmentBytes.ts"
import * as SegmentFiles from "./SegmentFiles.ts"
import type { Settings } from "./Settings.ts"
import * as StreamFinder from "./StreamFinder.ts"
import * as Troubles from "./Troubles.ts"

/** The network, in which no name leads to this machine but the one that an admin gave. */
export const network = Layer.unwrap(
  Effect.map(Home.Home, (home) =>
    NodeHttpClient.layerNodeHttpOptions({ keepAlive: true, lookup: Inward.lookup(home.is) })
  )
).pipe(Layer.provide(Home.layer))

/** All that a recorder needs beside files, disk, network and time. */
export const layerWith = (settings: Settings, write: Report.Write) => {
  const report = Report.layer(settings, write)
  const progress = Progress.layer(settings).pipe(Layer.provideMerge(report))
  const files = SegmentFiles.layer(settings).pipe(Layer.provideMerge(progress))
  const origin = Origin.layer(settings)
  const finder = Layer.merge(StreamFinder.layer(settings), SegmentBytes.layer).pipe(
    Layer.provide(origin),
    Layer.provide(Home.layer)
  )
  const troubles = Troubles.layer.pipe(Layer.provide(report))
  return Capturing.layer(settings).pipe(Layer.provideMerge([finder, files, troubles]))
}

/** The same on this machine. */
export const layer = (settings: Settings, write: Report.Write) =>
  layerWith(settings, write).pipe(
    Layer.provide([NodeFileSystem.layer, NodePath.layer, network, DiskSpace.layer, DateTime.layerCurrentZoneLocal])
  )
