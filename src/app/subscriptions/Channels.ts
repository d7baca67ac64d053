import { Context, Effect, Layer } from "effect"
import { isOpen } from "../../domain/supervision/Run.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import { ChannelFiles } from "../../ports/ChannelFiles.ts"
import { Sources } from "../../ports/Sources.ts"
import { unlessAway } from "../../ports/storeAway.ts"
import * as Loop from "../../runtime/Loop.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { type ChannelList, channelList } from "./channelList.ts"
import { type ChannelNote, channelNotes } from "./channelNotes.ts"
import { importChannels } from "./importChannels.ts"

/** From one look at the files to the next. */
const pace = "5 seconds"

/** Takes what the files of channels say into the store as long as it lasts, and tells what of it does not count. */
export class Channels extends Context.Service<
  Channels,
  {
    /** What somebody may want to know of the files as they were read last, the newest state of the sources considered. */
    readonly notes: Effect.Effect<ReadonlyArray<ChannelNote>>
  }
>()("sticky-dvr/app/subscriptions/Channels") {}

const empty: ChannelList = { channels: [], faults: [] }

export const layer = Layer.effect(
  Channels,
  Effect.gen(function* () {
    const files = yield* ChannelFiles
    const live = yield* LiveState
    const sources = yield* Sources
    let list = empty
    let read = ""
    let imported = ""
    let noted = ""
    let told: ReadonlySet<string> = new Set()

    const notes = Effect.sync(() => channelNotes(list, live.sources()))

    /** Whether a source follows the files and isn't where they say, as one whose address somebody took away. */
    const isOff = (): boolean =>
      list.channels.some(({ key }) => {
        const stored = live.byKey(key.driver, key.username)
        return stored === undefined || stored.address === null
      })

    /** Whether a recorder waits at the old address, where nothing is lost by its being replaced. */
    const isIdle = (id: SourceId): boolean =>
      live.runsOf(id).some((run) => isOpen(run) && run.capture.state !== "recording")

    const tell = Effect.gen(function* () {
      const now = yield* notes
      const before = told
      told = new Set(now.map(({ text }) => text))
      for (const { file, line, text } of now) {
        if (before.has(text)) continue
        const place = { ...(file === null ? {} : { file }), ...(line === null ? {} : { line }) }
        yield* Effect.annotateLogs(Effect.logWarning(text), place)
      }
    })

    const turn = Effect.gen(function* () {
      const found = yield* files.read
      const text = JSON.stringify(found)
      if (text !== read) {
        list = channelList(found)
        read = text
      }
      yield* unlessAway(
        Effect.gen(function* () {
          yield* live.ready
          // Whoever leads later takes in what the leader before did not come to.
          if (live.leading() && (imported !== text || isOff())) {
            const idle = (yield* importChannels(list.channels)).filter(isIdle)
            if (idle.length > 0) yield* sources.restart(idle)
            imported = text
          }
          if (noted !== text) yield* tell
          noted = text
        }),
        undefined
      )
      yield* Effect.sleep(pace)
    })

    yield* Loop.run("channels", turn)
    return Channels.of({ notes })
  })
)

/** Takes the files in once, before anything is supervised. */
export const firstChannels = Effect.gen(function* () {
  const { channels } = channelList(yield* (yield* ChannelFiles).read)
  if (channels.length > 0) yield* importChannels(channels)
})
