import process from "node:process"
import { createInterface } from "node:readline"
import { pipeline, Transform } from "node:stream"
import { Deferred, Effect, Exit, Layer, Option, Scope } from "effect"
import type { Part } from "../../domain/recordings/Excerpt.ts"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import { type Made, MediaCopy, NoCopier, NotCopied } from "../../ports/MediaCopy.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import { notInstalled } from "../../programs/howToGet.ts"
import { isInstalled } from "../../programs/Installed.ts"
import * as Program from "../../programs/Program.ts"
import { concatList, isTellable } from "./concatList.ts"
import { argsFor, inFragments, type Packing, whole } from "./packings.ts"
import { progressReader } from "./progress.ts"

const name = "ffmpeg"
const lastWords = 3

/** How long each try has for its first bytes. */
const patience = "30 seconds"

const tooSlow = new NotCopied({ reason: "ffmpeg has not begun it within 30 seconds. Try again, or ask for less." })
const nothing = new NotCopied({ reason: "ffmpeg finds nothing in them that it could copy" })

/**
 * What it says where it lost the rest of what it reads, as of a recording that was erased meanwhile, or the end of what it writes, as on a
 * full disk: it mostly ends then as if all were well.
 */
const cutShort = /^pipe:0: |Impossible to open |Error (?:during demuxing|writing trailer|closing file)/

/** The program at work on a list of parts, whether that with which it ended left it whole, and the last that it said. */
const started = Effect.fnUntraced(function* (list: string, args: ReadonlyArray<string>) {
  const said: Array<string> = []
  let isCut = false
  const hears = (line: string): void => {
    isCut ||= cutShort.test(line)
    if (said.push(line) > lastWords) said.shift()
  }
  const program = yield* Program.start({ name, args, hears }).pipe(
    Effect.mapError(({ message }) => new NoCopier({ message }))
  )
  program.input.end(list)
  const isWhole = (code: number | null): boolean => code === 0 && !isCut
  return { ...program, isWhole, failed: () => new NotCopied({ reason: said.join("; ") }) }
})

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
    const listed = (key: SourceKey, parts: ReadonlyArray<Part>) =>
      Effect.map(
        Effect.forEach(parts, (part) => placed(key, part)),
        concatList
      )

    /** One try: its bytes, once the first are there; none where it ended without any. */
    const attempt = Effect.fnUntraced(function* (list: string, packing: Packing) {
      const { ended, failed, isWhole, output } = yield* started(list, argsFor(packing, ["pipe:1"]))
      const begun = yield* Deferred.make<boolean>()
      output.once("readable", () => Deferred.doneUnsafe(begun, Effect.succeed(output.readableLength > 0)))
      output.once("end", () => Deferred.doneUnsafe(begun, Effect.succeed(false)))
      if (!(yield* Deferred.await(begun))) return Option.none<NodeJS.ReadableStream>()
      const exit = Promise.withResolvers<number | null>()
      yield* Effect.forkScoped(Effect.map(ended, ({ code }) => exit.resolve(code)))
      // Who reads it must see that it is cut short, rather than take it for all there is.
      const bytes = new Transform({
        transform: (piece, _, done) => done(null, piece),
        flush: (done) => void exit.promise.then((code) => done(isWhole(code) ? null : failed()))
      })
      pipeline(output, bytes, () => undefined)
      return Option.some<NodeJS.ReadableStream>(bytes)
    })

    /** One try: whether it was written. One that fails later than at its beginning is the last. */
    const written = Effect.fnUntraced(function* (
      list: string,
      packing: Packing,
      place: string,
      hears: (far: Made) => void
    ) {
      let isBegun = false
      const tells = progressReader((far) => {
        isBegun ||= far.made > 0
        hears(far)
      })
      const out = ["-progress", "pipe:1", "-stats_period", "1", "-y", `file:${place}`]
      const { ended, failed, isWhole, output } = yield* started(list, argsFor(packing, out))
      createInterface({ input: output }).on("line", tells)
      const { code } = yield* ended
      if (isWhole(code)) return true
      if (isBegun || code === 0) return yield* failed()
      return false
    }, Effect.scoped)

    return MediaCopy.of({
      // Looked for each time: whoever installs it needs no restart.
      available: Effect.suspend(() =>
        isInstalled(name, process.env["PATH"] ?? "")
          ? Effect.void
          : Effect.fail(new NoCopier({ message: notInstalled(name) }))
      ),

      copy: Effect.fn("MediaCopy.copy")(function* (key, parts) {
        const list = yield* listed(key, parts)
        const scope = yield* Effect.scope
        for (const packing of inFragments) {
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
        return yield* nothing
      }),

      save: Effect.fn("MediaCopy.save")(function* (key, parts, place, hears) {
        const list = yield* listed(key, parts)
        for (const packing of whole) if (yield* written(list, packing, place, hears)) return packing.ending
        return yield* nothing
      })
    })
  })
)
