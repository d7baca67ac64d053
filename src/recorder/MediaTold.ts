import { Effect } from "effect"
import * as Events from "./Events.ts"
import { Report } from "./Report.ts"

/** Tells what a recording is made of, when it begins and whenever that changes; `seen` is what the playlist says of the picture. */
export const telling = Effect.map(Report, (report) => {
  let told = ""
  return (media: Events.Media, seen: Partial<Events.Media>): Effect.Effect<void> => {
    const event = Events.media({
      container: media.container,
      codecs: media.codecs,
      width: media.width ?? seen.width,
      height: media.height ?? seen.height,
      framerate: media.framerate ?? seen.framerate
    })
    const text = JSON.stringify(event)
    if (text === told) return Effect.void
    told = text
    return report.event(event)
  }
})
