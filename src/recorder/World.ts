import { NodeFileSystem, NodeHttpClient, NodePath } from "@effect/platform-node"
import { DateTime, Layer } from "effect"
import * as Capture from "./Capture.ts"
import * as DiskSpace from "./DiskSpace.ts"
import * as Journal from "./Journal.ts"
import * as Look from "./Look.ts"
import * as Origin from "./Origin.ts"
import * as Report from "./Report.ts"
import * as SegmentBytes from "./SegmentBytes.ts"
import * as SegmentFiles from "./SegmentFiles.ts"
import type { Settings } from "./Settings.ts"

/** All that a recorder needs beside files, disk, network and time. */
export const layerWith = (settings: Settings, write: Report.Write) => {
  const report = Report.layer(settings, write)
  const journal = Journal.layer(settings).pipe(Layer.provideMerge(report))
  const files = SegmentFiles.layer(settings).pipe(Layer.provideMerge(journal))
  const origin = Origin.layer(settings)
  const look = Layer.merge(Look.layer(settings), SegmentBytes.layer).pipe(Layer.provide(origin))
  return Capture.layer(settings).pipe(Layer.provideMerge([look, files]))
}

/** The same on this machine. */
export const layer = (settings: Settings, write: Report.Write) =>
  layerWith(settings, write).pipe(
    Layer.provide([
      NodeFileSystem.layer,
      NodePath.layer,
      NodeHttpClient.layerNodeHttpOptions({ keepAlive: true }),
      DiskSpace.layer,
      DateTime.layerCurrentZoneLocal
    ])
  )
