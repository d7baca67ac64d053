import { Effect, Layer } from "effect"
import { Converter } from "../../ports/Converter.ts"
import type { NeighbourAnswer } from "../../ports/Neighbour.ts"
import { Thumbnailer } from "../../ports/Thumbnailer.ts"
import { ask } from "./Ask.ts"
import { figures } from "./Figures.ts"
import { pictures } from "./Pictures.ts"
import { shared } from "./Shared.ts"
import { conversionsOf, Tasks } from "./Tasks.ts"

const off: NeighbourAnswer<never> = { _tag: "off" }

/** The converter whose socket is at `url`; null where there is none. */
export const layer = (url: string | null) =>
  Layer.effect(
    Converter,
    Effect.gen(function* () {
      if (url === null) return { conversions: () => Effect.succeed(off), figures: Effect.succeed(off) }
      const tasks = yield* shared(ask(url, "list", "tasks", Tasks))
      return {
        conversions: (key) =>
          Effect.map(tasks.answer, (told) =>
            told._tag === "known" ? { _tag: "known", value: conversionsOf(told.value, key) } : told
          ),
        figures: (yield* shared(figures(url))).answer
      }
    })
  )

/** The thumbnailer whose socket is at `url`; null where there is none. */
export const thumbnailer = (url: string | null) =>
  Layer.effect(
    Thumbnailer,
    Effect.gen(function* () {
      if (url === null) return { configured: false, figures: Effect.succeed(off), picture: () => Effect.succeedNone }
      return { configured: true, figures: (yield* shared(figures(url))).answer, picture: pictures(url) }
    })
  )
