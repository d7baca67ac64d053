import { Schema } from "effect"

/** What a form needs to know of one setting. Bounds that the kind does not have are null. */
export const SettingFieldView = Schema.Struct({
  key: Schema.String.annotate({ examples: ["segment_length"] }),
  kind: Schema.Literals(["duration", "integer", "bytes", "choice", "text", "secret", "boolean", "urls"]),
  group: Schema.Literals(["recording", "restarts", "supervision", "storage", "access"]),
  title: Schema.String.annotate({ examples: ["Segment length"] }),
  help: Schema.String.annotate({ examples: ["How long a file is before the next one begins."] }),
  unit: Schema.NullOr(Schema.String).annotate({ examples: [null] }),
  min: Schema.NullOr(Schema.Union([Schema.String, Schema.Finite])).annotate({ examples: [null] }),
  max: Schema.NullOr(Schema.Union([Schema.String, Schema.Finite])).annotate({ examples: [null] }),
  choices: Schema.NullOr(Schema.Array(Schema.String)),
  overridable: Schema.Boolean.annotate({ description: "Whether a driver or a source may have its own value." }),
  restarts: Schema.Boolean.annotate({ description: "Whether running recorders keep the old value until restarted." })
}).annotate({ identifier: "SettingField" })
