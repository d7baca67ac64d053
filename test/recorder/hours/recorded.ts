import { Effect } from "effect"
import { complaints, times } from "../made.ts"
import { record, stopped } from "../Rig.ts"
import { hoursOf, segment } from "./ticking.ts"

/** Records so many minutes of fragmented MP4 with its sound apart as fast as they come: what the file of it holds, and how far its sound ever is from its picture. */
export const recordedMinutes = Effect.fnUntraced(function* (minutes: number) {
  const segments = Math.ceil((60 * minutes) / segment.seconds)
  const { lag, url } = yield* hoursOf(segments)
  const rig = yield* record(url, ["--from-start", "true"])
  const end = yield* rig.line(({ event }) => event === "RECORDING END", "10 minutes")
  yield* stopped(rig)
  const [file = ""] = rig.files()
  const [shown, heard] = [times(file, "v"), times(file, "a")]
  const apart = Array.from({ length: segments }, (_, n) => {
    const [picture = Number.NaN, sound = Number.NaN] = [shown[n * segment.pictures], heard[n * segment.sounds]]
    return Math.abs(sound - picture - lag)
  })
  return {
    segments,
    trigger: end["trigger"],
    files: rig.files().length,
    pictures: shown.length,
    sounds: heard.length,
    seconds: (shown.at(-1) ?? 0) - (shown[0] ?? 0),
    /** Seconds, from the first segment to the last. */
    apart: Math.max(...apart),
    complaints: complaints(file)
  }
}, Effect.scoped)
