import { askEarly } from "../../lib/api.js"
import { path } from "../../lib/router.js"
import { styled } from "../../lib/styled.js"
import { canFeed } from "../../player/hls.js"

/** What the page is made of, and what it looks like. */
const parts = [
  "components/acting.js",
  "components/dialog.js",
  "components/driverField.js",
  "components/parameters.js",
  "components/saveBar.js",
  "components/settingInput.js",
  "components/settingValue.js",
  "components/tabs.js",
  "components/ticks.js",
  "components/timeline.js",
  "components/unsaved.js",
  "lib/attempt.js",
  "lib/delayed.js",
  "lib/pointer.js",
  "lib/refused.js",
  "lib/restartable.js",
  "pages/recordings/seen.js",
  "pages/source/address.js",
  "pages/source/changes.js",
  "pages/source/coverage.js",
  "pages/source/events.js",
  "pages/source/files.js",
  "pages/source/head.js",
  "pages/source/keeping.js",
  "pages/source/log.js",
  "pages/source/logLine.js",
  "pages/source/overrides.js",
  "pages/source/percent.js",
  "pages/source/recordings.js",
  "pages/source/sessions.js",
  "pages/source/stage.js",
  "pages/source/trash.js",
  "pages/storage/rules.js",
  "player/place.js"
]
const looks = ["pages/source.css", "components/timeline.css"]

const playerParts = [
  "player/acts.js",
  "player/controls.js",
  "player/drawings.js",
  "player/engine.js",
  "player/keys.js",
  "player/native.js",
  "player/pieces.js",
  "player/player.js",
  "player/remembered.js"
]

/** Asks for modules at once: otherwise each would be found only after the one that names it. */
const foretell = (paths) => {
  const links = paths.map((path) => Object.assign(document.createElement("link"), { rel: "modulepreload", href: path }))
  document.head.append(...links)
}

/** What is live is played by a script wherever one may feed a player. */
const foretellPlayer = (isLive) => {
  foretell([...playerParts, ...(isLive && canFeed() ? ["vendor/hls.light.js"] : [])])
  styled("player/player.css")
}

let asked = false

/**
 * The page of a source, all that it is made of on its way at once. With the `search` of its address what it shows first is so as well,
 * and what plays it.
 */
export const opened = async ({ driver, username }, search) => {
  if (!asked) foretell(parts)
  asked = true
  for (const sheet of looks) styled(sheet)
  if (search !== undefined) askEarly(path("api", "sources", driver, username))
  const play = search?.get("play") ?? null
  if (play !== null) foretellPlayer(play === "live")
  const { load } = await import("../source.js")
  return load()
}
