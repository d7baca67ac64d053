import { Option, Schema } from "effect"

/**
 * A backup is text, a line for each thing, so that any version of PostgreSQL reads what another wrote: the heading; for each table
 * its name and columns, and then a JSON object for each of its rows; the sequences; and the number of rows as the end.
 */
const Heading = Schema.Tuple([
  Schema.Literal("sticky-dvr backup"),
  Schema.Literal(1),
  Schema.Struct({
    version: Schema.String,
    made_at: Schema.String,
    migrations: Schema.Array(Schema.Struct({ number: Schema.Int, file: Schema.String, checksum: Schema.String }))
  })
])
export type Heading = (typeof Heading.Type)[2]

const Table = Schema.Tuple([Schema.Literal("table"), Schema.String, Schema.Array(Schema.String)])
const Sequence = Schema.Tuple([Schema.Literal("sequence"), Schema.String, Schema.String, Schema.Boolean])
const End = Schema.Tuple([Schema.Literal("end"), Schema.Int])

const Mark = Schema.Union([Table, Sequence, End])
/** What a line says that is neither the heading nor a row. */
export type Mark = typeof Mark.Type

const decodeHeading = Schema.decodeUnknownOption(Schema.fromJsonString(Heading))
const decodeMark = Schema.decodeUnknownOption(Schema.fromJsonString(Mark))

export const heading = (about: Heading): string => JSON.stringify(["sticky-dvr backup", 1, about])

export const readHeading = (line: string): Option.Option<Heading> => Option.map(decodeHeading(line), (read) => read[2])

export const mark = (said: Mark): string => JSON.stringify(said)

export const readMark = (line: string): Option.Option<Mark> => decodeMark(line)

export const isRow = (line: string): boolean => line.startsWith("{")
