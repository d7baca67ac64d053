import { Console, Effect, Schema } from "effect"
import { type Instant, rfc3339 } from "../../src/domain/values/Time.ts"
import { CauseView } from "../../src/http/api/CauseView.ts"
import { SubscriptionView } from "../../src/http/api/SubscriptionView.ts"
import { subscriptionRow } from "../../src/http/presenters/rows.ts"
import { cpu, report } from "./measure.ts"

// What a page of a list costs the processor by the presenter, which is written by hand, and by an encoder made of the contract's
// fields in the quickest way that was found. Run it alone: node test/bench/rowEncoding.ts

const view: typeof SubscriptionView.Type = Schema.decodeSync(SubscriptionView)({
  driver: "hls",
  username: "carol",
  source_id: 7,
  sub_id: 8,
  user_id: 9,
  owner: "alice",
  posture: "active",
  status: "recording",
  cause: null,
  reason: "Recording since 2027-01-15T08:00:00Z.",
  state: "recording",
  worker_state: "running",
  recording_state: "recording",
  pid: 4711,
  error_message: null,
  session_active: true,
  host: "example.org",
  session_started_at: "2027-01-15T08:00:00Z",
  session_bytes: 2 ** 40,
  last_heartbeat: "2027-01-15T09:00:00Z",
  last_recording_at: "2027-01-15T09:00:00Z",
  next_start_at: null,
  queue_position: null,
  canonical_url: "https://site.example/carol",
  created_at: "2027-01-15T08:00:00Z",
  updated_at: "2027-01-15T08:00:00Z"
})

const rows = Array.from({ length: 100 }, (_, n) => {
  const one = { ...view, forMembers: null, pid: n, username: `carol_${n}` }
  return { shared: one, own: { ...one, id: one.subId } }
})

// Read from text, an object keeps its members in a form that is copied quickly, and its names are found quickly.
const template: Readonly<Record<string, unknown>> = JSON.parse(
  JSON.stringify(Schema.encodeSync(SubscriptionView)(view))
)
const camel = (name: string): string => {
  const key = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return Object.keys(JSON.parse(JSON.stringify({ [key]: 0 })))[0] ?? key
}
const time = (at: unknown) => (at === null ? null : rfc3339(at as Instant))
const cause = (told: unknown) => (told === null ? null : Schema.encodeUnknownSync(CauseView)(told))
const encodings = Object.keys(template).map((name) => ({
  key: camel(name),
  name,
  encode: name === "cause" ? cause : /_at$|heartbeat/.test(name) ? time : null
}))

/** Begins with an object of the right shape, which costs half of what an empty one does. */
const made = (row: Readonly<Record<string, unknown>>) => {
  const out: Record<string, unknown> = { ...template }
  for (const { encode, key, name } of encodings) out[name] = encode === null ? row[key] : encode(row[key])
  return out
}

const pages = (row: (one: (typeof rows)[number]) => object) => () => {
  for (let n = 0; n < 1000; n++) JSON.stringify({ items: rows.map(row) })
}

const figures = (name: string, work: () => void) => ({ name, unit: "ms a page of 100 rows", ...cpu(work, 7) })

const scaled = ({ max, median, ...rest }: ReturnType<typeof figures>) => ({
  ...rest,
  max: max / 1000,
  median: median / 1000
})

const written = scaled(figures("written by hand", pages(subscriptionRow)))
const generated = scaled(
  figures(
    "made of the contract's fields",
    pages(({ shared }) => made(shared))
  )
)

await Effect.runPromise(
  Effect.andThen(
    report("the text of a list's rows", [written, generated]),
    Console.log(`  the made one takes ${(generated.median / written.median).toFixed(2)} times as long`)
  )
)
