import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { Effect, type Scope } from "effect"
import type { Random } from "../../faults/simulator/Random.ts"
import { pathOf } from "../../Programs.ts"
import { times } from "../made.ts"
import { program, type Spawned, start } from "../Spawned.ts"

/** A stream that is recorded until its recorder is killed at a moment that was drawn. */
export interface Doomed {
  readonly url: string
  readonly flags: ReadonlyArray<string>
  /** Sees to it that the recorder is killed at the moment; done at the latest when it was. */
  readonly arm: (recorder: Spawned, kill: () => void) => Effect.Effect<void>
  /** When it was, as a person reads it. */
  readonly moment: string
  /** Pictures and seconds of sound that the file must hold at least. */
  readonly pictures: number
  readonly sound: number
}

/** One kind of stream. */
export interface Kind {
  readonly what: string
  readonly doom: (random: Random) => Effect.Effect<Doomed, unknown, Scope.Scope>
}

const playing = (file: string, ...options: ReadonlyArray<string>) =>
  spawnSync(pathOf("ffmpeg"), ["-v", "error", "-i", file, ...options, "-f", "null", "-"], { encoding: "utf8" })

/** The last frames may be torn, and what refers to them with them. */
const torn = 2

/** What is wrong with the file of a recorder that was killed: nothing but its last moments may be lost or torn. */
const faults = (file: string, { pictures, sound }: Doomed): ReadonlyArray<string> => {
  const [shown, heard] = [times(file, "v"), times(file, "a")]
  const seconds = (shown.at(-1) ?? 0) - (shown[0] ?? 0)
  const whole = playing(file)
  const before = playing(file, "-t", String(Math.max(0.1, seconds - torn)))
  return [
    ...(shown.length < pictures ? [`it holds ${shown.length} pictures of at least ${pictures}`] : []),
    ...((heard.at(-1) ?? 0) - (heard[0] ?? 0) < sound ? [`its sound ends at ${heard.at(-1)} and not at ${sound}`] : []),
    ...(whole.status === 0 ? [] : [`it does not play to its end: ${whole.stderr}`]),
    ...(before.stderr === "" ? [] : [`it is damaged before its end: ${before.stderr}`])
  ]
}

/** Records a stream of a kind until the drawn moment and kills its recorder as `kill -9` does: when that was, and what is wrong then. */
export const killing = Effect.fnUntraced(function* (kind: Kind, random: Random) {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "sticky-kills-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  const doomed = yield* kind.doom(random)
  const told = ["--heartbeat-interval", "100ms", "--retry-delay", "100ms", "--output-format", "json"]
  const flags = ["-s", "test", "-o", join(folder, "a"), ...told, ...doomed.flags]
  const recorder = yield* start(process.execPath, [program, ...flags], { STICKY_URL: doomed.url })
  yield* doomed.arm(recorder, () => recorder.child.kill("SIGKILL"))
  const exit = yield* recorder.exit
  const [name, other] = readdirSync(folder)
  const found =
    exit !== "SIGKILL"
      ? [`it ended by itself: ${exit} ${recorder.stderr()}`]
      : name === undefined || other !== undefined
        ? [`it left ${name === undefined ? "no file" : "several files"}`]
        : faults(join(folder, name), doomed)
  return { moment: doomed.moment, faults: found }
}, Effect.scoped)
