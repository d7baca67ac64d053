import { Context, Effect, Layer } from "effect"

/** The host of the source's own address: it gets cookies, and it alone may be on this machine, where an admin said so. */
export class Home extends Context.Service<
  Home,
  {
    readonly settle: (url: string, mayBeInward: boolean) => Effect.Effect<void>
    readonly is: (hostname: string) => boolean
    readonly mayBeInward: (hostname: string) => boolean
  }
>()("sticky-dvr/recorder/Home") {}

export const layer = Layer.sync(Home, () => {
  let home = ""
  let inward = false
  const is = (hostname: string): boolean => home !== "" && hostname === home
  return Home.of({
    settle: (url, mayBeInward) =>
      Effect.sync(() => {
        home = URL.parse(url)?.hostname ?? ""
        inward = mayBeInward
      }),
    is,
    mayBeInward: (hostname) => inward && is(hostname)
  })
})
