import { Context, Effect, Layer } from "effect"
import { now } from "../runtime/Time.ts"
import { askedFor, reading } from "./dash/reading.ts"
import { Home } from "./Home.ts"
import { hostOf, Origin, type Refusal, Trouble } from "./Origin.ts"
import type { MasterPlaylist, MediaPlaylist, Unrecordable, Variant } from "./Playlist.ts"
import * as Variants from "./Variants.ts"
import { type NoAddress, webAddress } from "./WebAddress.ts"

/** A stream as it was found: what it shows, and where its media playlist is. */
export interface Sighting extends Listed {
  readonly resolution: string
  /** What the master playlist says of it, where there is one. */
  readonly variant: Variant | undefined
  /** Its sound, where that is in a playlist of its own. */
  readonly sound: Listed | undefined
}

/** A media playlist as it was found. */
export interface Listed {
  readonly url: string
  readonly playlist: MediaPlaylist
}

/** Looks at the channel. */
export class StreamFinder extends Context.Service<
  StreamFinder,
  {
    /** Where the source is. */
    readonly address: Effect.Effect<string, NoAddress>
    /** From there down to the media playlist that fits best, or to the next one where that is not to be had. */
    readonly anew: Effect.Effect<Sighting, Refusal | Unrecordable | NoAddress>
    /** The same media playlist again. */
    readonly again: (sighting: Sighting) => Effect.Effect<Sighting, Refusal | Unrecordable>
    /** The variant that fits best now, where that is another one. */
    readonly better: (sighting: Sighting) => Effect.Effect<Sighting | undefined, Refusal | Unrecordable | NoAddress>
    /** The playlist of its sound again. */
    readonly sound: (sighting: Sighting) => Effect.Effect<Listed, Refusal | Unrecordable>
  }
>()("sticky-dvr/recorder/StreamFinder") {}

/** What to look for, and where. */
export interface Quest extends Variants.Wish {
  readonly source: string
  readonly url: string | undefined
  readonly mayBeInward: boolean
}

const unreadable = (message: string, url: string) =>
  new Trouble({ message, hindrance: { kind: "unreadable", host: hostOf(url) } })

export const layer = (quest: Quest) =>
  Layer.effect(
    StreamFinder,
    Effect.gen(function* () {
      const home = yield* Home
      const origin = yield* Origin
      const read = reading()
      let variables: MasterPlaylist["variables"] = new Map()

      const playlist = Effect.fnUntraced(function* (url: string) {
        const page = yield* origin.page(askedFor(url))
        return yield* Effect.mapError(Effect.fromResult(read(url, page, variables, yield* now)), (error) =>
          error._tag === "Unreadable" ? unreadable(error.message, page.url) : error
        )
      })

      const media = Effect.fnUntraced(function* (url: string) {
        const found = yield* playlist(url)
        if (found._tag === "Media") return { url, playlist: found } satisfies Listed
        return yield* unreadable("the master playlist lists another master playlist", url)
      })

      const address = Effect.suspend(() => webAddress(quest.source, quest.url))

      const ofVariant = Effect.fnUntraced(function* (variant: Variant) {
        const sound = variant.sound === undefined ? undefined : yield* media(variant.sound)
        return {
          resolution: Variants.label(variant),
          variant,
          ...(yield* media(variant.url)),
          sound
        } satisfies Sighting
      })

      return StreamFinder.of({
        address,
        anew: Effect.gen(function* () {
          const url = yield* address
          yield* home.settle(url, quest.mayBeInward)
          const found = yield* playlist(url)
          if (found._tag === "Media")
            return { resolution: "unknown", variant: undefined, url, playlist: found, sound: undefined }
          variables = found.variables
          const [best, ...others] = Variants.ranked(found.variants, quest).map(ofVariant)
          if (best === undefined) return yield* unreadable("the master playlist lists no stream", url)
          return yield* Effect.firstSuccessOf([best, ...others]).pipe(
            // Where none is to be had, the best one says why.
            Effect.catch(() => best)
          )
        }),
        again: (sighting) => Effect.map(media(sighting.url), (found) => ({ ...sighting, ...found })),
        better: Effect.fnUntraced(function* ({ variant }) {
          const found = yield* playlist(yield* address)
          const [best] = found._tag === "Media" ? [] : Variants.ranked(found.variants, quest)
          if (best === undefined || variant === undefined || Variants.isAlike(best, variant)) return undefined
          return yield* ofVariant(best)
        }),
        sound: ({ sound, url }) =>
          sound === undefined ? Effect.fail(unreadable("the stream's sound is gone", url)) : media(sound.url)
      })
    })
  )
