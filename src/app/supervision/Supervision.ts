import { Layer } from "effect"
import * as CurrentSettings from "./CurrentSettings.ts"
import * as Executor from "./Executor.ts"
import * as FileGrowth from "./FileGrowth.ts"
import * as Following from "./Following.ts"
import * as LiveStateInMemory from "./LiveStateInMemory.ts"
import * as Loading from "./Loading.ts"
import * as Measuring from "./Measuring.ts"
import * as MissingFiles from "./MissingFiles.ts"
import * as OverseerTime from "./OverseerTime.ts"
import * as Reading from "./Reading.ts"
import * as Reconciler from "./Reconciler.ts"
import * as RoomSync from "./RoomSync.ts"
import * as RunJournal from "./RunJournal.ts"
import * as Settling from "./Settling.ts"
import * as SettlingSoFar from "./SettlingSoFar.ts"
import * as SignsOfLife from "./SignsOfLife.ts"
import * as SourceLog from "./SourceLog.ts"
import * as StorageWatch from "./StorageWatch.ts"
import * as TaskSync from "./TaskSync.ts"
import * as Watching from "./Watching.ts"
import * as WriteAhead from "./WriteAhead.ts"

/** Everything between the store and the overseer, joined: the live state, what keeps it true, and what acts on it. */
export const layer = Layer.mergeAll(
  Loading.layer,
  Watching.layer,
  Following.layer,
  FileGrowth.layer,
  Measuring.layer,
  MissingFiles.layer,
  Settling.layer,
  SettlingSoFar.layer,
  SignsOfLife.layer,
  Reconciler.layer
).pipe(
  Layer.provideMerge([Executor.layer, WriteAhead.layer]),
  Layer.provideMerge([TaskSync.layer, RoomSync.layer]),
  Layer.provideMerge([
    RunJournal.layer,
    StorageWatch.layer,
    CurrentSettings.layer,
    Reading.layer,
    SourceLog.layer,
    OverseerTime.layer
  ]),
  Layer.provideMerge(LiveStateInMemory.layer)
)
