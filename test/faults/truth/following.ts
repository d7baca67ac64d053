import { type Instant, rfc3339 } from "../../../src/domain/values/Time.ts"
import * as Lines from "../../adapters/overseer/scripted/Lines.ts"
import type { Recorder } from "../simulator/overseer/Recorder.ts"
import type { Setting } from "../simulator/overseer/Setting.ts"
import type { Timeline } from "../simulator/Timeline.ts"
import type { Channel, Written } from "./Channel.ts"

const second = 1_000
const heartbeat = 5_000
/** How long a channel may be away before its recording ends, and how often one that is away is looked for. */
const patience = 4_000
const interval = 5_000

const line = (fields: Readonly<Record<string, string>>) => (at: Instant) =>
  JSON.stringify({ time: rfc3339(at), ...fields })

/** A recorder that follows a channel, a second at a time, as ours follows a stream; it leaves files named by the wall clock. */
export const following = (
  timeline: Timeline,
  channel: Channel,
  isWritable: () => boolean,
  process: Parameters<Setting["recorder"]>[1]
): Recorder => {
  let open: Written | null = null
  let [recording, lost] = [0, 0]
  let isOver = false
  let heardAt = 0

  const after = (ms: number, act: () => void) => timeline.after(ms, () => !isOver && act())
  const say = (...lines: ReadonlyArray<Lines.Line>) => {
    for (const one of lines) process.say(one(timeline.wall()))
  }
  const pathOf = ({ file }: Written) => `/recordings/hls/s/${file.path}`

  const begin = () => {
    const at = timeline.wall()
    const name = `${rfc3339(at).replaceAll(":", "-").replace("T", "_").replace("Z", "")}_${process.name}_00000.ts`
    open = {
      file: { path: `s/${name}`, name, session: "s", bytes: 0, startedAt: at, modifiedAt: at },
      seconds: []
    }
    channel.written.push(open)
    say(Lines.recordingStart(recording), Lines.segmentStart(pathOf(open)))
    after(heartbeat, beat)
  }

  const beat = () => {
    if (open === null) return
    say(Lines.heartbeat(pathOf(open), open.file.bytes))
    after(heartbeat, beat)
  }

  const finish = (trigger: string) => {
    if (open === null) return
    tellLost()
    say(Lines.segmentFinish(pathOf(open), trigger), Lines.recordingEnd(trigger))
    open = null
    recording++
  }

  const tellLost = () => {
    if (lost > 0)
      say(line({ event: "LOST", segments: `${lost}`, seconds: `${lost}`, cause: "http", http_status: "404" }))
    lost = 0
  }

  /** Takes the second that has just passed. */
  const take = () => {
    const at = timeline.now() - second
    if (!channel.look(at)) {
      if (timeline.now() - heardAt > patience) {
        finish("stream_end")
        say(Lines.sleep())
        return void after(interval, look)
      }
    } else if (channel.serves(at)) {
      heardAt = timeline.now()
      tellLost()
      if (!isWritable()) return process.exit(1)
      if (open !== null) {
        open.seconds.push(Math.round(at / second))
        open.file.bytes += 100_000
        open.file.modifiedAt = timeline.wall()
      }
    } else {
      heardAt = timeline.now()
      lost++
    }
    after(second, take)
  }

  const look = () => {
    if (!channel.look(timeline.now())) return void after(interval, look)
    if (!isWritable()) return process.exit(1)
    heardAt = timeline.now()
    begin()
    after(second, take)
  }

  after(300, () => {
    say(Lines.startup, Lines.sessionStart)
    // On the whole second, as its channel counts.
    after(second - (timeline.now() % second), look)
  })

  return {
    stretches: [],
    files: () => [],
    sizeOf: (name) => channel.written.find((one) => pathOf(one) === name)?.file.bytes,
    babbles: false,
    isHung: () => false,
    isRecording: () => !isOver && open !== null,
    stop: () =>
      void after(300, () => {
        finish("signal")
        process.exit(0)
      }),
    relent: () => {},
    end: () => {
      isOver = true
    }
  }
}
