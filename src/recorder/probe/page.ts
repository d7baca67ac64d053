import { Effect } from "effect"
import { Unreadable } from "../Playlist.ts"
import { resolving } from "../page/resolving.ts"
import { settingsFor } from "../page/settingsFor.ts"
import type { Settings } from "../Settings.ts"
import type { Found, Tell } from "./Found.ts"

/** What is told of a page beside what the stream behind it is: whether that can be had, and all that its list says of it. */
const ofStream = ({ engine, reachable, status, variants = [], ...more }: Found): Found => ({
  ...more,
  ...(variants.length === 0 ? {} : { variants })
})

/**
 * Looks at the page of a site: whether a program that finds streams knows it, what it calls what is on air, and, by `behind`, at the stream
 * itself.
 */
export const lookAtPage = Effect.fnUntraced(function* <E, R>(
  url: string,
  settings: Settings,
  tell: Tell,
  behind: (settings: Settings, tell: Tell) => Effect.Effect<void, E, R>
) {
  // Those programs can't be kept from this machine.
  if (!settings.mayBeInward) return yield* new Unreadable({ message: "neither a playlist nor media" })
  const resolved = yield* resolving(url, settings)
  const { author, qualities, title } = resolved
  tell({
    engine: "page",
    onAir: true,
    ...(title === undefined ? {} : { title }),
    ...(author === undefined ? {} : { author }),
    ...(qualities.length === 0 ? {} : { variants: qualities })
  })
  yield* behind(settingsFor(settings, resolved), (found) => tell(ofStream(found)))
})
