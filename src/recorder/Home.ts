import { Context, Effect, Layer } from "effect"

/** The host of the channel's own address, which an admin gave: it gets cookies, and it alone may be on this machine. */
export class Home extends Context.Service<
  Home,
  {
    readonly settle: (url: string) => Effect.Effect<void>
    readonly is: (hostname: string) => boolean
  }
>()("sticky-dvr/recorder/Home") {}

export const layer = Layer.sync(Home, () => {
  let home = ""
  return Home.of({
    settle: (url) =>
      Effect.sync(() => {
        home = URL.parse(url)?.hostname ?? ""
      }),
    is: (hostname) => home !== "" && hostname === home
  })
})
