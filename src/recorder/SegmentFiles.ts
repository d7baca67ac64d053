import {
  Context,
  Data,
  DateTime,
  Effect,
  Exit,
  FileSystem,
  Layer,
  Option,
  Path,
  type PlatformError,
  Scope
} from "effect"
import { markName } from "../domain/recordings/MediaName.ts"
import { tellBytes } from "../domain/values/Sizes.ts"
import type { Instant, Steady } from "../domain/values/Time.ts"
import { now, steady } from "../runtime/Time.ts"
import type { About } from "./About.ts"
import { DiskSpace } from "./DiskSpace.ts"
import { Happening, type SegmentTrigger } from "./Lifecycle.ts"
import { rootAbove } from "./Mounted.ts"
import type { Moment, Template } from "./OutputPath.ts"
import { Progress } from "./Progress.ts"

/** There is no place to write to. What has been written ends with a whole packet. */
export class NotWritable extends Data.TaggedError("NotWritable")<{ readonly message: string }> {}

/** The file that grows: its bytes, the seconds of stream in it, and the longest part that the stream came in so far. */
export interface Grown {
  readonly bytes: number
  readonly seconds: number
  readonly longest: number
}

/** How a new file is called at its end, and what it begins with. */
export interface Fresh {
  readonly extension: "ts" | "mp4"
  readonly head: Uint8Array
}

/** The files of a recording: one is open at a time, made when the first bytes come. */
export class SegmentFiles extends Context.Service<
  SegmentFiles,
  {
    readonly grown: Effect.Effect<Grown | undefined>
    /** What is recorded from now on; it is kept in a file beside those of the recording, as `NAME.json`. */
    readonly describe: (about: About | undefined) => Effect.Effect<void>
    /** Fails while less than the configured space is free. */
    readonly room: Effect.Effect<void, NotWritable>
    /** Appends what belongs together, to a new file where none is open; never split by an interruption. */
    readonly write: (pieces: ReadonlyArray<Uint8Array>, fresh: Fresh) => Effect.Effect<void, NotWritable>
    /** The open file has `seconds` more of stream. */
    readonly lengthen: (seconds: number) => Effect.Effect<void>
    /** Closes the open file, if there is one. */
    readonly close: (trigger: SegmentTrigger) => Effect.Effect<void>
  }
>()("sticky-dvr/recorder/SegmentFiles") {}

/** How files are named and how much room they leave (bytes). */
export interface Filing {
  readonly driver: string
  readonly source: string
  readonly out: Template
  readonly segmentLength: number
  readonly minFreeSpace: number
}

interface Open {
  readonly file: FileSystem.File
  readonly scope: Scope.Closeable
  readonly path: string
  bytes: number
  seconds: number
  grewAt: Steady
}

const mostNamesakes = 1000

export const layer = (filing: Filing) =>
  Layer.effect(
    SegmentFiles,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const disk = yield* DiskSpace
      const progress = yield* Progress
      const zone = yield* DateTime.CurrentTimeZone
      let open: Open | undefined
      let directory: string | undefined
      let longest = 0
      let sidecar: { readonly text: string; stem?: string } | undefined

      const nextBase = Effect.gen(function* () {
        const phase = yield* progress.phase
        const opened = yield* now
        const moment = (at: Instant, count: number): Moment => ({
          at: DateTime.makeZonedUnsafe(at, { timeZone: zone }),
          count
        })
        const segments = phase._tag === "Recording" ? phase.segments : 0
        const session = phase._tag === "Idle" ? { startedAt: { wall: opened }, recordings: 1 } : phase.session
        const base = filing.out({
          driver: filing.driver,
          source: filing.source,
          session: moment(session.startedAt.wall, 0),
          recording: moment(phase._tag === "Recording" ? phase.startedAt.wall : opened, session.recordings - 1),
          segment: moment(opened, segments)
        })
        return {
          base: path.resolve(base),
          suffix: filing.segmentLength > 0 ? `_${String(segments).padStart(5, "0")}` : ""
        }
      })

      const room = Effect.gen(function* () {
        if (filing.minFreeSpace === 0 || directory === undefined) return
        const free = yield* disk.free(directory)
        if (Option.isSome(free) && free.value < filing.minFreeSpace) {
          const [left, wanted] = [tellBytes(free.value), tellBytes(filing.minFreeSpace)]
          return yield* new NotWritable({
            message: `only ${left} are free in ${directory}, and ${wanted} must stay free: make room`
          })
        }
      })

      const { away } = yield* rootAbove((yield* nextBase).base)

      /** A share that is away leaves a folder behind: what is written to it hides beneath the share when that is back. */
      const mounted = Effect.gen(function* () {
        const folder = yield* away
        if (Option.isSome(folder)) {
          return yield* new NotWritable({
            message: `${folder.value} is not mounted: its mark, ${markName}, is not there, and another disk is`
          })
        }
      })

      /** A file that wasn't there; a namesake gets a number. */
      const create = Effect.fnUntraced(function* (base: string, suffix: string, extension: string) {
        for (let n = 1; n <= mostNamesakes; n++) {
          const stem = n === 1 ? base : `${base}-${n}`
          const name = `${stem}${suffix}.${extension}`
          const scope = yield* Scope.make()
          const made = yield* fs.open(name, { flag: "wx" }).pipe(
            Scope.provide(scope),
            Effect.asSome,
            Effect.catchIf(
              ({ reason }) => reason._tag === "AlreadyExists",
              () => Effect.succeedNone
            ),
            Effect.mapError((error) => unwritable(name, error))
          )
          if (Option.isNone(made)) continue
          return { stem, made: { file: made.value, scope, path: name, bytes: 0, seconds: 0, grewAt: yield* steady } }
        }
        return yield* new NotWritable({
          message: `${base}${suffix}.${extension} and its namesakes are taken: clear the directory`
        })
      })

      const append = Effect.fnUntraced(function* (target: Open, bytes: Uint8Array) {
        if (bytes.length === 0) return
        yield* Effect.mapError(target.file.writeAll(bytes), (error) => unwritable(target.path, error))
        target.bytes += bytes.length
        target.grewAt = yield* steady
      })

      /** A recording is worth more than what is said of it. */
      const describeBeside = Effect.fnUntraced(function* (stem: string) {
        if (sidecar === undefined || sidecar.stem === stem) return
        sidecar.stem = stem
        yield* Effect.ignore(fs.writeFileString(`${stem}.json`, sidecar.text))
      })

      const ready = Effect.fnUntraced(function* ({ extension, head }: Fresh) {
        if (open !== undefined) return open
        const { base, suffix } = yield* nextBase
        yield* mounted
        directory = path.dirname(base)
        yield* fs.makeDirectory(directory, { recursive: true }).pipe(Effect.mapError((e) => unwritable(base, e)))
        yield* room
        const { made, stem }: { readonly made: Open; readonly stem: string } = yield* create(base, suffix, extension)
        open = made
        yield* progress.note(Happening.Opened({ file: made.path }))
        yield* describeBeside(stem)
        yield* append(made, head)
        return made
      })

      const close = Effect.fnUntraced(function* (trigger: SegmentTrigger) {
        if (open === undefined) return
        const { bytes, grewAt, scope, seconds } = open
        open = undefined
        yield* Scope.close(scope, Exit.void)
        yield* progress.note(Happening.Closed({ bytes, grewAt, seconds, trigger }))
      }, Effect.uninterruptible)

      return SegmentFiles.of({
        describe: (about) =>
          Effect.sync(() => {
            const text = about && sidecarText(about)
            sidecar = text === undefined ? undefined : { text }
          }),
        grown: Effect.sync(() => open && { bytes: open.bytes, seconds: open.seconds, longest }),
        room,
        write: Effect.fnUntraced(function* (pieces, fresh) {
          if (pieces.every(({ length }) => length === 0)) return
          const target = yield* ready(fresh)
          const { bytes } = target
          yield* Effect.forEach(pieces, (piece) => append(target, piece), { discard: true }).pipe(
            Effect.tapError(() => {
              target.bytes = bytes
              return Effect.ignore(target.file.truncate(bytes))
            })
          )
        }, Effect.uninterruptible),
        lengthen: (seconds) =>
          Effect.sync(() => {
            longest = Math.max(longest, seconds)
            if (open !== undefined) open.seconds += seconds
          }),
        close
      })
    })
  )

/** What stands beside a recording; undefined where nothing is known. */
const sidecarText = ({ author, thumbnail, title }: About): string | undefined => {
  const known = Object.entries({ title, author, thumbnail }).filter(([, value]) => value !== undefined)
  return known.length === 0 ? undefined : `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`
}

const unwritable = (file: string, { reason }: PlatformError.PlatformError): NotWritable => {
  const code = reason.cause instanceof Error && "code" in reason.cause ? String(reason.cause.code) : reason._tag
  return new NotWritable({ message: `${file} can't be written: ${causes[code] ?? code}` })
}

const causes: { readonly [code: string]: string } = {
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  EACCES: "permission denied",
  EROFS: "the disk is read-only",
  ENOTDIR: "part of the path is a file",
  EIO: "the disk reports an input/output error"
}
