import { Layer } from "effect"
import * as Home from "../Home.ts"
import * as Origin from "../Origin.ts"
import * as RecorderLayer from "../RecorderLayer.ts"
import * as SegmentBytes from "../SegmentBytes.ts"
import type { Settings } from "../Settings.ts"

/** What a look reaches, as somebody with these settings. */
export const outside = (settings: Settings) =>
  SegmentBytes.layer.pipe(
    Layer.provideMerge(Origin.layer(settings)),
    Layer.provideMerge(Home.layer),
    Layer.provide(RecorderLayer.network(settings))
  )
