import { Effect } from "effect"
import { Library } from "../../ports/Library.ts"
import { type ReadSession, readSession, type SessionAbout, type SessionOf } from "./readSession.ts"

/** Writes a session of a source into the library as its files have it, or that they are gone; what was found of them. */
export const catalogue = Effect.gen(function* () {
  const library = yield* Library
  const read = yield* readSession

  return Effect.fnUntraced(function* (
    source: SessionOf,
    session: string,
    about: SessionAbout & { readonly isSure?: () => boolean }
  ): Effect.fn.Return<ReadSession["_tag"]> {
    const found = yield* read(source, session, about)
    // Only now is it known that the folder was well all the while.
    if (about.isSure?.() === false) return "unread"
    if (found._tag === "read") yield* library.put(source.id, [found.facts], about.at)
    if (found._tag === "empty") yield* library.gone(source.id, [session], about.at)
    return found._tag
  })
})
