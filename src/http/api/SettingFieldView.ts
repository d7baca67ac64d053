import { Schema } from "effect"

/** What a form needs to know of one setting. Bounds that the kind does not have are null. */
export const SettingFieldView = Schema.Struct({
  key: Schema.String,
  kind: Schema.Literals(["duration", "integer", "bytes", "choice", "text", "secret", "boolean", "urls"]),
  group: Schema.Literals(["recording", "restarts", "supervision", "storage", "access"]),
  title: Schema.String,
  help: Schema.String,
  unit: Schema.NullOr(Schema.String),
  min: Schema.NullOr(Schema.Union([Schema.String, Schema.Finite])),
  max: Schema.NullOr(Schema.Union([Schema.String, Schema.Finite])),
  choices: Schema.NullOr(Schema.Array(Schema.String)),
  overridable: Schema.Boolean.annotate({ description: "Whether a driver or a source may have its own value." }),
  restarts: Schema.Boolean.annotate({ description: "Whether running recorders keep the old value until restarted." })
}).annotate({ identifier: "SettingField" })
