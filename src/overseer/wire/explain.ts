import { type Schema, SchemaIssue } from "effect"

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** The first thing wrong with a value: the path of keys to it, dotted, and one sentence. */
export const explain = ({ issue }: Schema.SchemaError): { readonly path: string; readonly sentence: string } => {
  const first = format(issue).issues[0]
  const path = (first?.path ?? []).map((key) => String(typeof key === "object" ? key.key : key)).join(".")
  return { path, sentence: first?.message ?? "it has a form that is not understood" }
}
