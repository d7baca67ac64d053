import type { AddressParts } from "../../domain/subscriptions/Address.ts"
import type { Hindrance } from "../../domain/supervision/Cause.ts"
import { Offline, type Refusal, Trouble } from "../Origin.ts"
import { Unrecordable } from "../Playlist.ts"
import type { Said } from "./FfmpegWords.ts"

export const trouble = (message: string, hindrance: Hindrance) => new Trouble({ message, hindrance })

export const forAdmins = ({ scheme }: AddressParts) =>
  new Unrecordable({
    message: `addresses that begin with ${scheme}:// are recorded for admins alone, since ffmpeg opens them and can't be kept from this machine`
  })

export const unknown = ({ scheme }: AddressParts) =>
  new Unrecordable({ message: `this recorder knows no addresses that begin with ${scheme}://` })

/** What kept a stream from beginning. */
export const refusalOf = (said: Said | Refusal | undefined, host: string): Refusal | Unrecordable => {
  if (said === undefined) return trouble("the stream ends before it begins", { kind: "unreadable", host })
  switch (said._tag) {
    case "absent":
      return new Offline({ message: `source is offline (${host} answers ${said.status})`, status: said.status })
    case "impossible":
      return new Unrecordable({ message: said.message })
    case "hindered":
      return trouble(`${host} does not give the stream`, said.hindrance)
    default:
      return said
  }
}

/** What a stream ended by that had begun; nothing where its broadcast did. */
export const hindranceOf = (said: Said | Refusal | undefined): Hindrance | undefined => {
  if (said === undefined) return undefined
  return "hindrance" in said ? said.hindrance : undefined
}
