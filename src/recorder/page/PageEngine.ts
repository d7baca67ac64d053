import { Context, Effect, Exit, FileSystem, Layer, Scope } from "effect"
import { Engine } from "../Engine.ts"
import { Unrecordable } from "../Playlist.ts"
import type { Settings } from "../Settings.ts"
import { webAddress } from "../WebAddress.ts"
import type { Resolved } from "./Resolved.ts"
import { resolving } from "./resolving.ts"
import { settingsFor } from "./settingsFor.ts"

/** How a stream is recorded once it is found; its settings may change while it is. */
export type Within<R> = (settings: Settings) => Layer.Layer<Engine, never, R>

/** A stream that was found before. */
interface Known {
  readonly key: string
  readonly settings: Settings
  readonly engine: Engine["Service"]
  readonly scope: Scope.Closeable
}

/** Finds the stream behind the page of a site, at each look anew, and records it as any other one. */
export const layer = <R>(settings: Settings, within: Within<R>) =>
  Layer.effect(
    Engine,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const scope = yield* Effect.scope
      const context = yield* Effect.context<R>()
      const address = webAddress(settings.source, settings.url)
      let known: Known | undefined

      /** The engine of a stream; the same one for as long as only its query changes, since it knows what it recorded. */
      const engineOf = Effect.fnUntraced(function* (resolved: Resolved) {
        const key = `${resolved.engine} ${resolved.url.split("?", 1)[0]}`
        const now = settingsFor(settings, resolved)
        if (known?.key === key) {
          Object.assign(known.settings, now)
          return known.engine
        }
        if (known !== undefined) yield* Scope.close(known.scope, Exit.void)
        const own = yield* Scope.fork(scope)
        const built = yield* Effect.provide(Layer.buildWithScope(within(now), own), context)
        known = { key, settings: now, engine: Context.get(built, Engine), scope: own }
        return known.engine
      })

      return Engine.of({
        address,
        look: Effect.gen(function* () {
          const page = yield* address
          if (!settings.mayBeInward) return yield* forAdmins
          const resolved = yield* Effect.provideService(resolving(page, settings), FileSystem.FileSystem, fs)
          const found = yield* (yield* engineOf(resolved)).look
          return { ...found, about: resolved }
        })
      })
    })
  )

const forAdmins = new Unrecordable({
  message: "pages are recorded for admins alone, since the programs that read them can't be kept from this machine"
})
