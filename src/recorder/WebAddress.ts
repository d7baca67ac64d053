import { Data, Effect } from "effect"

/** Nobody said where the source is, or it is nowhere that this recorder reaches. */
export class NoAddress extends Data.TaggedError("NoAddress")<{ readonly message: string }> {}

/** The address as it was told. */
export const givenAddress = (source: string, url: string | undefined): Effect.Effect<string, NoAddress> =>
  url === undefined
    ? Effect.fail(
        new NoAddress({
          message: `no address of "${source}" is known: give it on its page, or by a line in a file that CHANNELS names`
        })
      )
    : Effect.succeed(url)

/** The same, if it is one of the web. */
export const webAddress = (source: string, url: string | undefined): Effect.Effect<string, NoAddress> =>
  Effect.filterOrFail(
    givenAddress(source, url),
    (told) => /^https?:/i.test(told),
    (told) => new NoAddress({ message: `this driver reaches http and https alone, not ${told.split(":", 1)[0]}` })
  )
