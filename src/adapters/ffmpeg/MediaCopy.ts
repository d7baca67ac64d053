import process from "node:process"
import { NodeStream } from "@effect/platform-node"
import { Deferred, Effect, Exit, Layer, Option, Scope, Stream } from "effect"
import type { Part } from "../../domain/recordings/Excerpt.ts"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import { type Copied, MediaCopy, NoCopier, NotCopied } from "../../ports/MediaCopy.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import { isInstalled } from "../../programs/Installed.ts"
import * as Program from "../../programs/Program.ts"
import { concatList, isTellable } from "./concatList.ts"

/** A way to pack what is copied. */
interface Packing extends Pick<Copied, "type" | "ending"> {
  readonly args: ReadonlyArray<string>
}

/** A fragment ends before a key frame and after a second: what is heard alone has no key frames, and would be held whole until its end. */
const fragments = [
  ...["-movflags", "frag_keyframe+empty_moov+delay_moov+default_base_moof"],
  ...["-frag_duration", "1000000"]
] as const
const movie = { type: "video/mp4", ending: "mp4" } as const

/** Tried one after the other: MP4 with the sound that transport streams mostly have, MP4 with another, and what holds everything. */
const packings: ReadonlyArray<Packing> = [
  { ...movie, args: ["-bsf:a", "aac_adtstoasc", ...fragments, "-f", "mp4"] },
  { ...movie, args: [...fragments, "-f", "mp4"] },
  { type: "video/x-matroska", ending: "mkv", args: ["-f", "matroska"] }
]

const argsFor = ({ args }: Packing): ReadonlyArray<string> => [
  ...["-nostdin", "-hide_banner", "-v", "error"],
  // Parts of files and the list of them, and nothing that a recording may name.
  ...["-protocol_whitelist", "file,pipe,subfile,concat", "-safe", "0", "-f", "concat", "-i", "pipe:0"],
  ...["-map", "0:v?", "-map", "0:a?", "-c", "copy", "-avoid_negative_ts", "make_zero"],
  ...args,
  "pipe:1"
]

const lastWords = 3

/** How long each try has for its first bytes. */
const patience = "30 seconds"

const tooSlow = new NotCopied({ reason: "ffmpeg has not begun it within 30 seconds. Try again, or ask for less." })

/** Copies by the `ffmpeg` program, a process for each copy, which reads the files by itself. */
export const layer = Layer.effect(
  MediaCopy,
  Effect.gen(function* () {
    const media = yield* MediaFiles

    const placed = Effect.fnUntraced(
      function* (key: SourceKey, part: Part) {
        const { path } = yield* media.open(key, `${part.session}/${part.name}`)
        const place = `${media.root}/${path}`
        if (!isTellable(place))
          return yield* new NotCopied({ reason: `${part.name} has a name that ffmpeg can't be told` })
        return { part, place }
      },
      Effect.catchTag("NoSuchFile", ({ message }) => Effect.fail(new NotCopied({ reason: message })))
    )

    /** One try: its bytes, once the first are there; none where it ended without any. */
    const attempt = Effect.fnUntraced(function* (list: string, packing: Packing) {
      const said: Array<string> = []
      const program = yield* Program.start({
        name: "ffmpeg",
        args: argsFor(packing),
        hears: (line) => {
          if (said.push(line) > lastWords) said.shift()
        }
      }).pipe(Effect.mapError(({ message }) => new NoCopier({ message })))
      program.input.end(list)
      const begun = yield* Deferred.make<boolean>()
      program.output.once("readable", () =>
        Deferred.doneUnsafe(begun, Effect.succeed(program.output.readableLength > 0))
      )
      program.output.once("end", () => Deferred.doneUnsafe(begun, Effect.succeed(false)))
      if (yield* Deferred.await(begun)) {
        const bytes = NodeStream.fromReadable<Uint8Array, never>({ evaluate: () => program.output, closeOnDone: false })
        // Who reads it must see that it is cut short, rather than take it for all there is.
        const ending = Effect.flatMap(program.ended, ({ code }) =>
          code === 0 ? Effect.void : Effect.fail(new NotCopied({ reason: said.join("; ") }))
        )
        return Option.some(
          bytes.pipe(
            Stream.catch(() => Stream.empty),
            Stream.concat(Stream.drain(Stream.fromEffect(ending)))
          )
        )
      }
      yield* program.ended
      return Option.none<Stream.Stream<Uint8Array, NotCopied>>()
    })

    return MediaCopy.of({
      // Looked for each time: whoever installs it needs no restart.
      available: Effect.sync(() => isInstalled("ffmpeg", process.env["PATH"] ?? "")),

      copy: Effect.fn("MediaCopy.copy")(function* (key, parts) {
        const list = concatList(yield* Effect.forEach(parts, (part) => placed(key, part)))
        const scope = yield* Effect.scope
        for (const packing of packings) {
          const own = yield* Scope.fork(scope)
          const found = yield* Scope.provide(attempt(list, packing), own).pipe(
            Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(tooSlow) })
          )
          if (Option.isSome(found)) {
            const { ending, type } = packing
            return { ending, type, bytes: found.value }
          }
          yield* Scope.close(own, Exit.void)
        }
        return yield* new NotCopied({ reason: "ffmpeg finds nothing in them that it could copy" })
      })
    })
  })
)
