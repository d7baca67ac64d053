import { Effect } from "effect"
import { Library } from "../../ports/Library.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import { Sources } from "../../ports/Sources.ts"
import * as Time from "../../runtime/Time.ts"
import { catalogue } from "./catalogue.ts"

/** What a rescan found. */
export interface Rescanned {
  readonly sources: number
  readonly recordings: number
  /** Sessions that the disk was too slow to tell of; and recordings whose files are not there. */
  readonly unread: number
  readonly gone: number
}

/**
 * Makes the library anew from the disk: every session of every source that has a folder, known or not, is read again, and what has no
 * files is gone. What only people said of a recording stays. A backend that runs goes on meanwhile, and mends what goes on.
 */
export const rescan = Effect.gen(function* () {
  const library = yield* Library
  const media = yield* MediaFiles
  const sources = yield* Sources
  const write = yield* catalogue

  const ofSource = Effect.fnUntraced(function* (id: Parameters<typeof library.shelf>[0]) {
    const at = yield* Time.now
    const [source] = yield* sources.load([id], at)
    if (source === undefined) return { recordings: 0, unread: 0, gone: 0 }
    const folders = yield* media.sessions(source)
    const there = new Set(folders.map(({ session }) => session))
    const shelf = yield* library.shelf(id)
    const open = new Set(shelf.flatMap(({ endedAt, session }) => (endedAt === null ? [session] : [])))
    const found = yield* Effect.forEach(folders, ({ session }) =>
      write(source, session, { at, isOpen: open.has(session) })
    )
    const missing = shelf.filter(({ goneAt, session }) => goneAt === null && !there.has(session))
    yield* library.gone(
      id,
      missing.map(({ session }) => session),
      at
    )
    return {
      recordings: found.filter((one) => one === "read").length,
      unread: found.filter((one) => one === "unread").length,
      gone: missing.length
    }
  })

  const known = yield* sources.ensure(yield* media.sources, yield* Time.now)
  const all = yield* Effect.forEach(known, ({ id }) => ofSource(id))
  const sum = (figure: "recordings" | "unread" | "gone") => all.reduce((total, one) => total + one[figure], 0)
  const rescanned: Rescanned = {
    sources: known.length,
    recordings: sum("recordings"),
    unread: sum("unread"),
    gone: sum("gone")
  }
  return rescanned
})
