import { Layer } from "effect"
import * as FileGrowth from "../recordings/FileGrowth.ts"
import * as Measuring from "../recordings/Measuring.ts"
import * as MissingFiles from "../recordings/MissingFiles.ts"
import * as Settling from "../recordings/Settling.ts"
import * as SettlingSoFar from "../recordings/SettlingSoFar.ts"
import * as StorageWatch from "../recordings/StorageWatch.ts"
import * as RunJournal from "./journal/RunJournal.ts"
import * as SignsOfLife from "./journal/SignsOfLife.ts"
import * as CurrentSettings from "./live/CurrentSettings.ts"
import * as LiveStateInMemory from "./live/LiveStateInMemory.ts"
import * as Loading from "./live/Loading.ts"
import * as Reading from "./live/Reading.ts"
import * as Following from "./overseer/Following.ts"
import * as OverseerTime from "./overseer/OverseerTime.ts"
import * as RoomSync from "./overseer/RoomSync.ts"
import * as SourceLog from "./overseer/SourceLog.ts"
import * as TaskSync from "./overseer/TaskSync.ts"
import * as Watching from "./overseer/Watching.ts"
import * as Executor from "./reconciling/Executor.ts"
import * as Reconciler from "./reconciling/Reconciler.ts"
import * as WriteAhead from "./reconciling/WriteAhead.ts"

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
