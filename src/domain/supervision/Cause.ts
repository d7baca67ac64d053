import { Schema, String } from "effect"
import { LinkFault } from "./LinkFault.ts"
import { StorageFault } from "./StorageFault.ts"

/** The host that was asked; null where nobody said. */
const host = Schema.NullOr(Schema.String)
/** Somebody else's words, as they came. */
const message = Schema.String

const kind = <const Kind extends string, const Fields extends Schema.Struct.Fields>(
  name: Kind,
  description: string,
  fields: Fields,
  example: NoInfer<Schema.Struct<Fields>["Type"]>
) =>
  Schema.Struct({ kind: Schema.Literal(name), ...fields }).annotate({
    identifier: `${String.snakeToPascal(name)}Cause`,
    description,
    // TypeScript can't add the literal to a type that it does not know yet.
    examples: [{ kind: name, ...example } as never]
  })

/** What becomes of a source that somebody does not want: for others, or until its recorder is gone; `stuck` is one that does not end. */
export const Meanwhile = Schema.Literals(["idle", "stopping", "stuck", "stops", "stops_later", "recorded", "wanted"])
export type Meanwhile = typeof Meanwhile.Type

/** What stands between a recorder and a stream. Recorders tell these, by the names of their kinds. */
export const onTheWay = [
  kind(
    "http",
    "The site answers with an HTTP status that is no success.",
    { status: Schema.Int, host },
    {
      status: 503,
      host: "example.org"
    }
  ),
  kind("challenge", "The site asks for a login or a proof of being human.", { host }, { host: "example.org" }),
  kind("dns", "The host's name is not found.", { host }, { host: "example.org" }),
  kind("refused_connection", "The host refuses connections.", { host }, { host: "example.org" }),
  kind("unreachable", "No way leads to the host.", { host }, { host: "example.org" }),
  kind(
    "inward",
    "The site leads to the recorder's own machine, where it is not followed.",
    { host },
    { host: "127.0.0.1" }
  ),
  kind("tls", "The host's certificate, or its TLS, is not accepted.", { host }, { host: "example.org" }),
  kind("timeout", "The host does not answer in time.", { host }, { host: "example.org" }),
  kind("broken", "The connection breaks off.", { host }, { host: "example.org" }),
  kind("redirects", "The site redirects without end, or nowhere.", { host }, { host: "example.org" }),
  kind("unreadable", "The answer is no playlist, or a damaged one.", { host }, { host: "example.org" }),
  kind("encrypted", "The stream is encrypted in a way that can't be recorded.", { host }, { host: "example.org" }),
  kind(
    "unsupported",
    "The stream is of a kind that can't be recorded.",
    { message },
    {
      message: "the stream keeps its sound in a playlist of its own"
    }
  ),
  kind(
    "no_channel",
    "No address of the source is known. `message` says where it was looked for, if the recorder told.",
    { message: Schema.optionalKey(message) },
    { message: 'no address of "carol" is known: give it on its page, or by a line in a file that CHANNELS names' }
  ),
  kind("storage", "The recorder can't write its files.", { message }, { message: "no space left on device" }),
  kind(
    "other",
    "Trouble of a kind that this version does not know.",
    { message },
    { message: "the site asks for a licence" }
  )
] as const

/** Why a recorder that runs captures nothing although nothing is wrong. */
const quiet = [
  kind("off_air", "The site says that nothing is on air.", {}, {}),
  kind("nothing_found", "The recorder found nothing to record, and did not say why.", {}, {}),
  kind("looking", "The recorder has just begun to look.", {}, {})
] as const

/** What became of a recorder, or is the matter with one. */
export const recorders = [
  kind(
    "exit",
    "The recorder ended by itself.",
    { code: Schema.NullOr(Schema.Int), message: Schema.NullOr(message) },
    {
      code: 1,
      message: "the stream can't be decoded"
    }
  ),
  kind("blocked", "The site blocks the recorder.", {}, {}),
  kind("ended", "The broadcast is over, said the recorder; the source is looked at again.", {}, {}),
  kind("silent", "The recorder is not heard of any more.", {}, {}),
  kind("not_growing", "The recording does not grow.", {}, {}),
  kind("no_bytes", "The recording began and nothing came of it.", {}, {})
] as const

/** What is the matter with a recording that goes on. */
export const flaws = [
  kind(
    "lossy",
    "Parts of the recording are lost: so many gaps, of so many segments and seconds in all, the last one for this reason.",
    { gaps: Schema.Int, segments: Schema.Int, seconds: Schema.Finite, message: Schema.NullOr(message) },
    { gaps: 3, segments: 6, seconds: 12, message: "example.org answers HTTP 404" }
  )
] as const

/** What is the matter with the overseer, or how it answered. */
const overseers = [
  kind(
    "overseer",
    "The overseer can't be reached, as `fault` says, or was reached and has not said yet what it runs. `last` was the status at its last word.",
    {
      reached: Schema.Boolean,
      fault: Schema.NullOr(LinkFault),
      last: Schema.NullOr(Schema.String),
      heard: Schema.NullOr(Schema.String)
    },
    { reached: false, fault: { kind: "http", status: 403 }, last: "recording", heard: "2026-11-22T17:13:00Z" }
  ),
  kind(
    "capacity",
    "The start waits in the overseer's queue; without a position, for a place in it.",
    { position: Schema.NullOr(Schema.Int) },
    {
      position: 3
    }
  ),
  kind("no_room", "The overseer has no room, not even in its queue.", { message }, { message: "queue is full" }),
  kind(
    "duplicate",
    "Another task of the overseer records the same source.",
    { message },
    { message: "duplicate task: already running as somebody-elses-task" }
  ),
  kind(
    "not_spawned",
    "The overseer's machine had no process, memory or file to spare for the recorder.",
    { message },
    { message: "fork/exec /usr/bin/recorder: resource temporarily unavailable" }
  ),
  kind(
    "draining",
    "The overseer stopped the recorder without being asked to by this product, or said that it ends: it is waited for.",
    {},
    {}
  ),
  kind(
    "dropped",
    "The overseer dropped the start from its queue.",
    { message },
    { message: "pool: displaced by incoming task" }
  ),
  kind(
    "not_started",
    "The overseer did not start the recorder, and may the next time.",
    { message },
    { message: "task already running or starting" }
  ),
  kind("refused_start", "The overseer refuses the start.", { message }, { message: 'unknown action: "hls"' })
] as const

/** What this product itself waits for. */
const ours = [
  kind("due", "A recorder is about to be started.", {}, {}),
  kind("asked", "The overseer was asked for a recorder.", {}, {}),
  kind(
    "stop",
    "The recorder was asked to stop. `late` after 30 seconds: then its process, and the machine that it is on, are told.",
    { late: Schema.Boolean, pid: Schema.NullOr(Schema.Int), machine: Schema.NullOr(Schema.String) },
    { late: true, pid: 4242, machine: "recorder-1" }
  ),
  kind("driver", "The site blocked so many recorders of the driver in a row.", { blocks: Schema.Int }, { blocks: 3 }),
  kind(
    "limit",
    "As many recorders run as may at once, of all (`everybody`) or of each `user` who wants the source.",
    { whose: Schema.Literals(["everybody", "user"]), limit: Schema.Int },
    { whose: "user", limit: 20 }
  ),
  kind(
    "disk",
    "Too little space is free. Bytes.",
    { free: Schema.Int, needed: Schema.Int },
    {
      free: 400_000_000,
      needed: 1_000_000_000
    }
  ),
  kind(
    "unwritable",
    "Nothing can be recorded into the recordings' folder: it is the disk's fault and not the source's.",
    { fault: StorageFault },
    { fault: "read_only" }
  )
] as const

/** Why a subscription asks for nothing. */
const wishes = [
  kind("paused", "The subscription is paused.", { source: Meanwhile }, { source: "recorded" }),
  kind("archived", "The subscription is archived.", { source: Meanwhile }, { source: "idle" }),
  kind("unwanted", "Nobody's subscription is active.", { source: Meanwhile }, { source: "idle" })
] as const

/** Every kind of cause, each with what it means and an example. */
export const causes = [...onTheWay, ...quiet, ...recorders, ...flaws, ...overseers, ...ours, ...wishes] as const

/** Why a source or a subscription stands as it does. Fit for JSON as it is: moments in it are RFC 3339. */
export const Cause = Schema.Union(causes)
export type Cause = typeof Cause.Type
export type CauseKind = Cause["kind"]
export type CauseOf<Kind extends CauseKind> = Extract<Cause, { readonly kind: Kind }>

/** What a recorder tells of what stands in its way. */
export const Hindrance = Schema.Union(onTheWay)
export type Hindrance = typeof Hindrance.Type

export const isHindrance = Schema.is(Hindrance)

/** What a recorder ended by although nobody asked for it. */
export const Failure = Schema.Union([...onTheWay, recorders[0]])
export type Failure = typeof Failure.Type
export const isFailure = Schema.is(Failure)

const refusing: ReadonlySet<number> = new Set([401, 403])

/** Whether the site refuses us: it helps to give cookies, a login or another address, and to wait does not. */
export const isRefusal = (cause: Hindrance): boolean =>
  cause.kind === "challenge" || (cause.kind === "http" && refusing.has(cause.status))
