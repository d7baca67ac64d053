import { Effect, Layer, Redacted, Result, Scope } from "effect"
import { type AddressParts, parseAddress } from "../../domain/subscriptions/Address.ts"
import type { Hindrance } from "../../domain/supervision/Cause.ts"
import { capturing } from "../EndlessCapture.ts"
import { Engine, type Found } from "../Engine.ts"
import { Home } from "../Home.ts"
import { Offline, Origin, type Refusal, Trouble } from "../Origin.ts"
import { Unrecordable } from "../Playlist.ts"
import type { Settings } from "../Settings.ts"
import { label } from "../Variants.ts"
import { givenAddress } from "../WebAddress.ts"
import * as Ffmpeg from "./Ffmpeg.ts"
import { opening, type Plan, usual } from "./FfmpegCommand.ts"
import type { Said, Told } from "./FfmpegWords.ts"
import { isAlike, planOf } from "./Planning.ts"

/** How long a stream may take to begin. */
const patience = "30 seconds"

export type Wish = Pick<
  Settings,
  "login" | "mayBeInward" | "resolution" | "segmentLength" | "segmentTimeout" | "source" | "url" | "userAgent"
>

const isWeb = ({ scheme }: AddressParts): boolean => scheme === "http" || scheme === "https"

/** What ffmpeg reads: what comes by HTTP is fetched by the recorder itself and fed to it, the rest it opens. */
export const layer = (wish: Wish) =>
  Layer.effect(
    Engine,
    Effect.gen(function* () {
      const home = yield* Home
      const origin = yield* Origin
      const capture = yield* capturing(wish)
      let plan: Plan = usual

      const address = givenAddress(wish.source, wish.url)

      const feedOf = Effect.fnUntraced(function* (url: string): Effect.fn.Return<Ffmpeg.Feed, Refusal | Unrecordable> {
        const parts = yield* Effect.mapError(
          Effect.fromResult(parseAddress(url)),
          (message) => new Unrecordable({ message })
        )
        if (isWeb(parts)) return (yield* origin.bytes(url, undefined)).stream
        if (!wish.mayBeInward) return yield* forAdmins(parts)
        const login = wish.login && Redacted.value(wish.login)
        return opening(parts, login, wish.userAgent) ?? (yield* unknown(parts))
      })

      /** Starts ffmpeg in a scope that can end before the caller's. */
      const begin = Effect.fnUntraced(function* (url: string, wanted: Plan) {
        const scope = yield* Effect.acquireRelease(Scope.make(), Scope.close)
        const ffmpeg = yield* Effect.flatMap(feedOf(url), (feed) => Ffmpeg.run(feed, wanted)).pipe(
          Effect.catchTag("NoProgram", ({ message }) => Effect.fail(new Unrecordable({ message }))),
          Scope.provide(scope)
        )
        const host = URL.parse(url)?.host ?? url
        const isBegun = yield* Effect.timeoutOrElse(ffmpeg.begun, {
          duration: patience,
          orElse: () => Effect.fail(trouble("the stream does not begin", { kind: "timeout", host }))
        })
        if (!isBegun) return yield* refusalOf(yield* ffmpeg.fault(host), host)
        return { ffmpeg, scope, host }
      })

      /** Starts ffmpeg; once more where what it found must be recorded otherwise. */
      const open = Effect.fnUntraced(function* (url: string) {
        const first = yield* begin(url, plan)
        const wanted = planOf(first.ffmpeg.streams(), wish.resolution)
        if (Result.isFailure(wanted)) return yield* new Unrecordable({ message: wanted.failure })
        if (isAlike(plan, wanted.success)) return first
        yield* Scope.close(first.scope, yield* Effect.exit(Effect.void))
        plan = wanted.success
        return yield* begin(url, plan)
      })

      return Engine.of({
        address,
        look: Effect.gen(function* () {
          const url = yield* address
          yield* home.settle(url, wish.mayBeInward)
          const { ffmpeg, host } = yield* open(url)
          const seen = pictureOf(ffmpeg.streams(), plan)
          const fault = Effect.map(ffmpeg.fault(host), hindranceOf)
          return {
            resolution: label(seen),
            capture: capture({ bytes: ffmpeg.bytes, container: plan.container, seen, host, fault })
          } satisfies Found
        })
      })
    })
  )

const trouble = (message: string, hindrance: Hindrance) => new Trouble({ message, hindrance })

const forAdmins = ({ scheme }: AddressParts) =>
  new Unrecordable({
    message: `addresses that begin with ${scheme}:// are recorded for admins alone, since ffmpeg opens them and can't be kept from this machine`
  })

const unknown = ({ scheme }: AddressParts) =>
  new Unrecordable({ message: `this recorder knows no addresses that begin with ${scheme}://` })

const pictureOf = (streams: ReadonlyArray<Told>, plan: Plan) => {
  const found = streams.find(
    ({ kind, number }) => kind === "picture" && (typeof plan.picture !== "number" || number === plan.picture)
  )
  return { width: found?.width, height: found?.height, framerate: found?.framerate }
}

/** What kept a stream from beginning. */
const refusalOf = (said: Said | Refusal | undefined, host: string): Refusal | Unrecordable => {
  if (said === undefined) return trouble("the stream ends before it begins", { kind: "unreadable", host })
  switch (said._tag) {
    case "absent":
      return new Offline({ message: `source is offline (${host} answers ${said.status})`, status: said.status })
    case "impossible":
      return new Unrecordable({ message: said.message })
    case "hindered":
      return trouble(`${host} does not give the stream`, said.hindrance)
    default:
      return said
  }
}

/** What a stream ended by that had begun; nothing where its broadcast did. */
const hindranceOf = (said: Said | Refusal | undefined): Hindrance | undefined => {
  if (said === undefined) return undefined
  return "hindrance" in said ? said.hindrance : undefined
}
