import { Data, Effect } from "effect"

/** Nobody said where the source is, or it is nowhere that this recorder reaches. */
export class NoAddress extends Data.TaggedError("NoAddress")<{ readonly message: string }> {}

/** The address as it was told, if it is one of the web. */
export const webAddress = (source: string, url: string | undefined): Effect.Effect<string, NoAddress> => {
  if (url === undefined) {
    return Effect.fail(
      new NoAddress({
        message: `no address of "${source}" is known: give it on its page, or by a line in a file that CHANNELS names`
      })
    )
  }
  return /^https?:/i.test(url)
    ? Effect.succeed(url)
    : Effect.fail(new NoAddress({ message: `this recorder reaches http and https alone, not ${url.split(":", 1)[0]}` }))
}
