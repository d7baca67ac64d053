import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { SignedIn } from "./Identity.ts"

export const DriverView = Schema.Struct({
  name: Schema.String.annotate({ examples: ["hls"] }),
  description: Schema.NullOr(Schema.String).annotate({ examples: ["Records HLS streams."] }),
  url: Schema.NullOr(Schema.String).annotate({
    description: "The address of a source, with {username} in it.",
    examples: ["https://example.org/live/{username}"]
  }),
  parameters: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      description: Schema.NullOr(Schema.String),
      required: Schema.Boolean,
      default: Schema.NullOr(Schema.String),
      validate: Schema.NullOr(Schema.String).annotate({ description: "A rule in CEL over `value`." }),
      choices: Schema.NullOr(Schema.Array(Schema.String)).annotate({
        description: "The values that the rule allows, where it is a list of them."
      }),
      settable: Schema.Boolean.annotate({
        description:
          "Whether `parameters` among the settings gives it a value: neither the product nor another setting does."
      })
    })
  ).annotate({
    examples: [
      [
        {
          name: "framerate",
          description: "Pictures a second.",
          required: false,
          default: "30",
          validate: 'value in ["30", "60"]',
          choices: ["30", "60"],
          settable: false
        }
      ]
    ]
  })
}).annotate({ identifier: "DriverView" })

export class DriversApi extends HttpApiGroup.make("drivers")
  .add(
    HttpApiEndpoint.get("list", "/drivers", {
      success: Schema.Struct({
        known: Schema.Boolean.annotate({ description: "False until the overseer has described its actions." }),
        items: Schema.Array(DriverView)
      })
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List drivers",
        description: "The overseer's actions, as it last described them."
      })
    )
  )
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Drivers", description: "How sites are recorded." })) {}
