import { Schema } from "effect"
import { Driver } from "../../domain/subscriptions/Names.ts"
import { AddressText } from "./AddressText.ts"
import { CauseView } from "./CauseView.ts"
import { secretsInput } from "./Overrides.ts"
import { Suggestion } from "./Subscriptions.ts"
import { wire } from "./Wire.ts"

/** An address to look at, with what its site asks for. */
export const ProbeInput = Schema.Struct({
  address: AddressText.annotate({ description: "As it would be given to add it." }),
  driver: Schema.optionalKey(Driver),
  ...secretsInput
}).annotate({ identifier: "ProbeInput" })

const seen = <S extends Schema.Constraint>(schema: S, description: string, example: S["Type"]) =>
  Schema.NullOr(schema).annotate({ description: `${description} Null where that is not known.`, examples: [example] })

export const ProbeView = wire("Probe", {
  ...Suggestion.fields,
  looked: Schema.Boolean.annotate({
    description: "Whether anybody could look; where not, `hint` says why, and it can be added all the same."
  }),
  hint: Schema.NullOr(Schema.String).annotate({ examples: [null] }),
  text: Schema.NullOr(Schema.String).annotate({
    description: "What was found and what it means, as sentences.",
    examples: ["On air, in 3 qualities."]
  }),
  reachable: seen(Schema.Boolean, "Whether the site answers.", true),
  httpStatus: seen(Schema.Int, "The status of its answer.", 200),
  onAir: seen(Schema.Boolean, "Whether something can be recorded now.", true),
  cause: Schema.NullOr(CauseView).annotate({ examples: [null] }),
  engine: seen(Schema.String, "What reads such streams; `page` finds them behind pages of sites.", "hls"),
  protection: seen(Schema.String, "What keeps it from being recorded, by its name.", "Widevine"),
  title: seen(Schema.String, "What the site calls what is on air.", "Evening news"),
  author: seen(Schema.String, "Whose it is.", "Example TV"),
  variants: Schema.Array(
    Schema.Struct({
      width: Schema.NullOr(Schema.Int).annotate({ examples: [1280] }),
      height: Schema.NullOr(Schema.Int).annotate({ examples: [720] }),
      framerate: Schema.NullOr(Schema.Finite).annotate({ examples: [50] }),
      bandwidth: Schema.NullOr(Schema.Finite).annotate({ description: "Bits a second.", examples: [3_500_000] }),
      codecs: Schema.NullOr(Schema.String).annotate({ examples: ["avc1.64001f,mp4a.40.2"] })
    }).annotate({ identifier: "Variant" })
  ),
  picture: Schema.NullOr(Schema.String).annotate({
    description: "A small picture of what is on air: a JPEG as a data URL of at most 64 KiB.",
    examples: ["data:image/jpeg;base64,/9j/4AAQ"]
  }),
  missing: Schema.NullOr(Schema.String).annotate({
    description: "A program that a look, or a picture, would have needed where recorders run.",
    examples: ["ffmpeg"]
  })
})
