import { Context, Effect, Layer, Redacted } from "effect"
import * as ProxiedIdentity from "../../src/http/identity/ProxiedIdentity.ts"
import * as Http from "../http/World.ts"
import { type Nginx, nginx, proxySecret, type Setting } from "./Nginx.ts"

/** The nginx of a test, and where its backend really listens. */
export class Door extends Context.Service<Door, Nginx & { readonly backend: string }>()("test/proxy/Door") {}

const door = (setting: Omit<Setting, "backend" | "mediaRoot">) =>
  Layer.effect(
    Door,
    Effect.gen(function* () {
      const { mediaRoot, url } = yield* Http.Site
      return { ...(yield* nginx({ ...setting, backend: url, mediaRoot })), backend: url }
    })
  )

/** To those who ask for the site, the door is the site. */
const site = Layer.effect(
  Http.Site,
  Effect.gen(function* () {
    return { ...(yield* Http.Site), url: (yield* Door).url }
  })
)

/** The whole backend over a store in memory, behind a real nginx that says who is asking. */
export const world = (
  options: Omit<Http.WorldOptions, "identity" | "mediaAccel"> = {},
  setting: Omit<Setting, "backend" | "mediaRoot"> = {}
) =>
  site.pipe(
    Layer.provideMerge(door(setting)),
    Layer.provideMerge(
      Http.world({ ...options, identity: ProxiedIdentity.layer(Redacted.make(proxySecret)), mediaAccel: true })
    )
  )
