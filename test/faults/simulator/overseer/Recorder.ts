import type { Instant } from "../../../../src/domain/values/Time.ts"
import type { MediaFile } from "../../../../src/ports/MediaFiles.ts"
import * as Lines from "../../../adapters/overseer/scripted/Lines.ts"
import type { Random } from "../Random.ts"
import type { Timeline } from "../Timeline.ts"

/** What the recorders of a source do. Times in milliseconds. */
export interface Behaviour {
  /** How long one lives unless it is stopped; null is for ever. */
  readonly lives: number | null
  readonly code: number
  /** `records`: on and off air in turn; `hangs`: falls silent while it records; `babbles`: says what no recorder should. */
  readonly does: "records" | "sleeps" | "hangs" | "babbles" | "is silent"
  /** How long it takes to end once it is asked to; null is until it is killed. */
  readonly stops: number | null
}

export const steady: Behaviour = { lives: null, code: 0, does: "records", stops: 300 }

/** A stretch in which a recorder captured, as it really was, by the machine's clock: from its first byte to its last. */
export interface Stretch {
  readonly from: Instant
  to: Instant
  isOver: boolean
}

interface Process {
  readonly name: string
  /** The overseer's clock. */
  readonly clock: () => Instant
  readonly say: (line: string, stream?: "stdout" | "stderr") => void
  readonly exit: (code: number) => void
}

const heartbeat = 5_000
const noise = [
  "{",
  "[1,2,3]",
  "null",
  '{"event":5}',
  '{"event":"HEARTBEAT","bytes_written":{}}',
  '{"event":"RECORDING START","time":"yesterday","recording":"-1"}',
  '{"event":"SESSION START","time":"2999-01-01T00:00:00Z"}',
  '{"event":"WHAT IS THIS","file":"../../etc/passwd"}',
  "\u0000\ud800 line \u2028",
  "x".repeat(5_000),
  '{"level":"fatal","message":"out of memory"}'
] as const

/** One process, from its first line on. It obeys a stop as its behaviour says. */
export const makeRecorder = (timeline: Timeline, random: Random, behaviour: Behaviour, process: Process) => {
  const stretches: Array<Stretch> = []
  const files = new Map<string, { bytes: number; readonly startedAt: Instant; modifiedAt: Instant }>()
  let file: string | null = null
  let [recording, segment] = [0, 0]
  let stopTakes = behaviour.stops
  let isStopping = false
  let over = false

  const after = (ms: number, act: () => void) => timeline.after(ms, () => !over && act())
  const say = (...lines: ReadonlyArray<Lines.Line>) => {
    for (const line of lines) process.say(line(process.clock()))
  }

  /** Adds bytes to the file that is open. */
  const write = (bytes: number) => {
    const [written, last] = [files.get(file ?? ""), stretches.at(-1)]
    if (written === undefined || last === undefined) return
    written.bytes += bytes
    written.modifiedAt = timeline.wall()
    last.to = timeline.wall()
  }

  const open = () => {
    file = `/recordings/${process.name}/${recording}_${`${segment++}`.padStart(5, "0")}.ts`
    files.set(file, { bytes: 0, startedAt: timeline.wall(), modifiedAt: timeline.wall() })
    say(Lines.segmentStart(file))
  }
  const close = (trigger: string) => {
    if (file === null) return
    write(1)
    say(Lines.segmentFinish(file, trigger))
    file = null
  }

  const begin = () => {
    stretches.push({ from: timeline.wall(), to: timeline.wall(), isOver: false })
    say(Lines.recordingStart(recording))
    open()
    const mine = recording
    if (behaviour.does === "records") {
      after(random.between(5_000, 200_000), () => mine === recording && goOffAir())
    }
    after(heartbeat, () => beat(mine))
  }

  const beat = (mine: number) => {
    if (mine !== recording || file === null) return
    if (isHung()) return
    write(random.between(1, 100_000))
    say(Lines.heartbeat(file, files.get(file)?.bytes ?? 0))
    if (random.chance(0.05)) {
      close("split")
      open()
    }
    after(heartbeat, () => beat(mine))
  }

  /** Closes what is open, with all that a recorder says of it. */
  const finish = (trigger: string) => {
    const last = stretches.at(-1)
    if (last === undefined || last.isOver) return
    close(trigger)
    last.isOver = true
    recording++
    say(Lines.recordingEnd(trigger))
  }

  const goOffAir = () => {
    finish("stream_end")
    if (random.chance(0.5)) say(Lines.sessionEnd, Lines.sleep())
    after(random.between(500, 30_000), begin)
  }

  const babble = () => {
    process.say(random.pick(noise), random.chance(0.5) ? "stdout" : "stderr")
    after(random.between(100, 8_000), babble)
  }

  const obey = () => {
    finish("signal")
    exit(0)
  }

  const isHung = () => behaviour.does === "hangs" && timeline.now() > hangsAt
  const hangsAt = timeline.now() + random.between(1_000, 40_000)
  const exit = (code: number) => !over && process.exit(code)

  if (behaviour.does !== "is silent") {
    after(random.between(0, 400), () => {
      say(Lines.startup)
      if (behaviour.does === "sleeps") return say(Lines.sleep())
      if (behaviour.does === "babbles") babble()
      say(Lines.sessionStart)
      after(random.between(0, 2_000), begin)
    })
  }
  if (behaviour.lives !== null) after(random.between(1, behaviour.lives), () => exit(behaviour.code))

  return {
    stretches,
    /** Bytes of a file of its own. */
    sizeOf: (name: string): number | undefined => files.get(name)?.bytes,
    /** Its files, as the disk has them. */
    files: (): ReadonlyArray<MediaFile> =>
      [...files].map(([path, written]) => {
        const [session = "", name = ""] = path.split("/").slice(-2)
        return { path: `${session}/${name}`, session, name, ...written }
      }),
    /** Whether it says what no recorder should. */
    babbles: behaviour.does === "babbles",
    /** Whether it fell silent while it recorded. */
    isHung: () => !over && isHung(),
    isRecording: () => !over && file !== null,
    stop: (): void => {
      if (isStopping) return
      isStopping = true
      if (stopTakes !== null) after(stopTakes, obey)
    },
    /** Obeys from now on, also a stop that it ignored before. */
    relent: (): void => {
      if (stopTakes !== null) return
      stopTakes = 500
      if (isStopping) after(stopTakes, obey)
    },
    /** The process is no more; what it captured ends here. */
    end: (): void => {
      if (!over && !isHung()) write(1)
      over = true
      const last = stretches.at(-1)
      if (last !== undefined) last.isOver = true
    }
  }
}

export type Recorder = ReturnType<typeof makeRecorder>
