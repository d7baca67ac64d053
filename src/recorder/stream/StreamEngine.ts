import { Effect, Layer, Result, Scope } from "effect"
import { capturing } from "../EndlessCapture.ts"
import { Engine, type Found, OffAir } from "../Engine.ts"
import { Home } from "../Home.ts"
import { hostOf, Origin } from "../Origin.ts"
import { Unrecordable } from "../Playlist.ts"
import type { Settings } from "../Settings.ts"
import { label } from "../Variants.ts"
import { givenAddress } from "../WebAddress.ts"
import * as Ffmpeg from "./Ffmpeg.ts"
import { copying, type Plan, usual } from "./FfmpegCommand.ts"
import type { Told } from "./FfmpegWords.ts"
import { feedOf as anyFeedOf, type liveFeedOf } from "./feeding.ts"
import { isAlike, planOf } from "./Planning.ts"
import { hindranceOf, refusalOf, trouble } from "./refusals.ts"

/** How long a stream may take to begin. */
const patience = "30 seconds"

export type Wish = Pick<
  Settings,
  | "login"
  | "mayBeInward"
  | "resolution"
  | "retryDelay"
  | "segmentLength"
  | "segmentTimeout"
  | "source"
  | "url"
  | "userAgent"
>

/** What ffmpeg reads: what comes by HTTP is fetched by the recorder itself and fed to it, the rest it opens. */
export const layer = (wish: Wish, feedOf: typeof liveFeedOf = anyFeedOf) =>
  Layer.effect(
    Engine,
    Effect.gen(function* () {
      const home = yield* Home
      const origin = yield* Origin
      const capture = yield* capturing(wish)
      let plan: Plan = usual
      /** The film that was recorded last, from its beginning to its end. */
      let recorded: string | undefined

      const feeding = (url: string) => Effect.provideService(feedOf(url, wish), Origin, origin)
      const address = Effect.suspend(() => givenAddress(wish.source, wish.url))

      /** Starts ffmpeg in a scope that can end before the caller's. */
      const begin = Effect.fnUntraced(function* (url: string, wanted: Plan) {
        const scope = yield* Effect.acquireRelease(Scope.make(), Scope.close)
        const { feed, film } = yield* feeding(url)
        if (film !== undefined && film.edition === recorded) {
          yield* film.leave
          return yield* new OffAir({ message: "there is a film, which is recorded to its end, and nothing new" })
        }
        const ffmpeg = yield* Ffmpeg.run(feed, (input) => copying(input, wanted)).pipe(
          Effect.catchTag("NoProgram", ({ message }) => Effect.fail(new Unrecordable({ message }))),
          Scope.provide(scope)
        )
        const host = hostOf(url)
        const isBegun = yield* Effect.timeoutOrElse(ffmpeg.begun, {
          duration: patience,
          orElse: () => Effect.fail(trouble("the stream does not begin", { kind: "timeout", host }))
        })
        if (!isBegun) return yield* refusalOf(yield* ffmpeg.fault(host), host)
        return { ffmpeg, scope, host, film }
      })

      /** Starts ffmpeg by the plan; one that it does not begin with may be of what the input consisted of before, and is given up. */
      const beginAsPlanned = (url: string) =>
        Effect.tapError(begin(url, plan), () =>
          Effect.sync(() => {
            plan = usual
          })
        )

      /** Starts ffmpeg; once more where what it found must be recorded otherwise. */
      const open = Effect.fnUntraced(function* (url: string) {
        const first = yield* beginAsPlanned(url)
        const wanted = planOf(first.ffmpeg.streams(), wish.resolution)
        if (Result.isFailure(wanted)) return yield* new Unrecordable({ message: wanted.failure })
        if (isAlike(plan, wanted.success)) return first
        yield* Scope.close(first.scope, yield* Effect.exit(Effect.void))
        plan = wanted.success
        return yield* beginAsPlanned(url)
      })

      return Engine.of({
        address,
        look: Effect.gen(function* () {
          const url = yield* address
          yield* home.settle(url, wish.mayBeInward)
          const { ffmpeg, film, host } = yield* open(url)
          const seen = pictureOf(ffmpeg.streams(), plan)
          const fault = Effect.map(ffmpeg.fault(host), (said) => {
            if (film?.isFed() !== true) return hindranceOf(said)
            // Whatever ffmpeg thought of it: more of it there is not.
            recorded = film.edition
            return undefined
          })
          return {
            resolution: label(seen),
            capture: capture({ bytes: ffmpeg.bytes, container: plan.container, seen, host, fault })
          } satisfies Found
        })
      })
    })
  )

const pictureOf = (streams: ReadonlyArray<Told>, plan: Plan) => {
  const found = streams.find(
    ({ kind, number }) => kind === "picture" && (typeof plan.picture !== "number" || number === plan.picture)
  )
  return { width: found?.width, height: found?.height, framerate: found?.framerate }
}
