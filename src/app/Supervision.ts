import { Layer } from "effect"
import * as Carrying from "./Carrying.ts"
import * as Chronicle from "./Chronicle.ts"
import * as CurrentSettings from "./CurrentSettings.ts"
import * as Loading from "./Loading.ts"
import * as Measuring from "./Measuring.ts"
import * as Overview from "./Overview.ts"
import * as PictureInMemory from "./PictureInMemory.ts"
import * as Reading from "./Reading.ts"
import * as Roster from "./Roster.ts"
import * as SourceLog from "./SourceLog.ts"
import * as Supervisor from "./Supervisor.ts"
import * as Watching from "./Watching.ts"

const loops = Layer.mergeAll(Loading.layer, Watching.layer, Measuring.layer, Supervisor.layer)

/** Everything between the store and the overseer, joined: the picture, what keeps it true, and what acts on it. */
export const layer = Layer.merge(loops, Overview.layer).pipe(
  Layer.provideMerge(Carrying.layer),
  Layer.provideMerge(Roster.layer),
  Layer.provideMerge([Chronicle.layer, CurrentSettings.layer, Reading.layer, SourceLog.layer]),
  Layer.provideMerge(PictureInMemory.layer)
)
