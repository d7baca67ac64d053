import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Logger, Option } from "effect"
import * as Auditing from "../../../src/app/accounts/Auditing.ts"
import * as Channels from "../../../src/app/subscriptions/Channels.ts"
import { LiveState } from "../../../src/app/supervision/live/LiveState.ts"
import { AuditLog } from "../../../src/ports/AuditLog.ts"
import { type ChannelFile, ChannelFiles } from "../../../src/ports/ChannelFiles.ts"
import { Overseer } from "../../../src/ports/Overseer.ts"
import { stack } from "../../faults/Stack.ts"

/** Supervision that runs, with a file of channels that a test writes. */
const world = Effect.gen(function* () {
  const s = yield* stack()
  let found: ChannelFile["found"] = { _tag: "absent" }
  const logged: Array<string> = []
  const files = Layer.succeed(ChannelFiles, { read: Effect.sync(() => [{ path: "mine.yaml", found }]) })
  const log = Logger.layer([Logger.make(({ message }) => void logged.push(String(message)))])
  const services = yield* s.services
  const outside = Layer.mergeAll(files, Auditing.layer, log).pipe(Layer.provideMerge(Layer.succeedContext(services)))
  const built = yield* Layer.build(Channels.layer.pipe(Layer.provide(outside)))
  const { notes } = Context.get(built, Channels.Channels)
  const { id } = yield* s.user("alice")
  const own = (username: string) =>
    Effect.gen(function* () {
      const known = yield* s.sources.find({ driver: "hls", username })
      if (Option.isNone(known)) return undefined
      return { id: known.value, ...Option.getOrThrow(yield* s.sources.own(known.value)) }
    })
  return {
    ...s,
    alice: id,
    own,
    address: (username: string) => Effect.map(own(username), (one) => one?.address ?? null),
    notes: Effect.map(notes, (all) =>
      all.map(({ file, kind, line, source }) => `${kind} ${source ?? `${file}:${line}`}`)
    ),
    logged,
    audited: Effect.map(Context.get(services, AuditLog).list({ before: null, limit: 10, search: null }), (all) =>
      all.map(({ action, actor, detail }) => `${actor} ${action} ${detail}`)
    ),
    firstly: Channels.firstChannels.pipe(Effect.provide(outside)),
    live: Context.get(services, LiveState),
    overseer: Context.get(services, Overseer),
    write: (text: string | undefined) =>
      Effect.andThen(
        Effect.sync(() => {
          found = text === undefined ? { _tag: "absent" } : { _tag: "text", text }
        }),
        s.pass(6)
      )
  }
})

const channels = (url: string) => ({ url, from: "channels" as const })

describe("the file of channels", () => {
  it.effect("makes a source of each line, and takes it to where the line says next", () =>
    Effect.gen(function* () {
      const w = yield* world
      yield* w.write("news: https://x/1.m3u8\n1e3: https://x/2.m3u8\n")
      assert.deepStrictEqual(yield* w.address("news"), channels("https://x/1.m3u8"))
      assert.deepStrictEqual(yield* w.address("1e3"), channels("https://x/2.m3u8"))
      yield* w.write("news: https://x/new.m3u8\n1e3: https://x/2.m3u8\n")
      assert.deepStrictEqual(yield* w.address("news"), channels("https://x/new.m3u8"))
      assert.deepStrictEqual(yield* w.audited, ["CHANNELS source.channels news", "CHANNELS source.channels news, 1e3"])
    })
  )

  it.effect("is taken in by who leads next, where the leader before did not come to it", () =>
    Effect.gen(function* () {
      const w = yield* world
      yield* w.write("news: https://x/1.m3u8\n")
      w.live.setLeading(false)
      yield* w.write("news: https://x/2.m3u8\n")
      assert.deepStrictEqual(yield* w.address("news"), channels("https://x/1.m3u8"))
      w.live.setLeading(true)
      yield* w.pass(6)
      assert.deepStrictEqual(yield* w.address("news"), channels("https://x/2.m3u8"))
    })
  )

  it.effect("is taken in before anything is started, so that a name alone is recorded at once", () =>
    Effect.gen(function* () {
      const w = yield* world
      yield* w.kill
      yield* w.write("news: https://x/1.m3u8\n")
      yield* w.firstly
      yield* w.boot
      yield* w.subscribe(w.alice, "news")
      yield* w.pass(2)
      assert.deepStrictEqual(
        (yield* w.scripted.starts).map(({ params }) => [params["source"], params["url"]]),
        [["news", "https://x/1.m3u8"]]
      )
    })
  )

  it.effect("never changes what was given in the page, tells so, and counts again once that is taken away", () =>
    Effect.gen(function* () {
      const w = yield* world
      yield* w.write("news: https://x/1.m3u8\n")
      const { subscription } = yield* Effect.map(w.subscribe(w.alice, "news"), (one) => ({ subscription: one }))
      const mine = { url: "https://mine/1.m3u8", from: "admin" as const }
      yield* w.sources.setAddress(subscription.sourceId, mine, {}, 1)
      yield* w.write("news: https://x/2.m3u8\n")
      assert.deepStrictEqual(yield* w.address("news"), mine)
      assert.deepStrictEqual(yield* w.notes, ["elsewhere hls/news"])
      assert.strictEqual(w.logged.filter((line) => line.includes("for the page counts")).length, 1)
      yield* w.sources.setAddress(subscription.sourceId, null, {}, 2)
      yield* w.pass(6)
      assert.deepStrictEqual(yield* w.address("news"), channels("https://x/2.m3u8"))
      assert.deepStrictEqual(yield* w.notes, [])
    })
  )

  it.effect(
    "loses nothing when a line is gone, broken, or the file is no list: what was known goes on and is told",
    () =>
      Effect.gen(function* () {
        const w = yield* world
        yield* w.write("news: https://x/1.m3u8\nsport: https://x/2.m3u8\n")
        yield* w.subscribe(w.alice, "news")
        yield* w.write("sport: https://x/2.m3u8\n")
        assert.deepStrictEqual(yield* w.notes, ["gone hls/news"])
        yield* w.write("sport: https://x/2.m3u8\nnews: [\n")
        assert.deepStrictEqual(yield* w.notes, ["line mine.yaml:2"])
        yield* w.write("nonsense")
        assert.deepStrictEqual(yield* w.notes, ["file mine.yaml:null"])
        yield* w.write(undefined)
        assert.deepStrictEqual(yield* w.notes, ["gone hls/news"])
        assert.deepStrictEqual(yield* w.address("news"), channels("https://x/1.m3u8"))
        yield* w.write("news: https://x/1.m3u8\n")
        assert.deepStrictEqual(yield* w.notes, [])
      })
  )

  it.effect("leaves what nobody wants any more alone, and a login off its address", () =>
    Effect.gen(function* () {
      const w = yield* world
      yield* w.write("news: https://me:planted@x/1.m3u8\n")
      assert.deepInclude(yield* w.own("news"), {
        address: channels("https://x/1.m3u8"),
        overrides: { login: "me:planted" }
      })
      yield* w.write("")
      assert.deepStrictEqual(yield* w.notes, [])
      assert.notInclude(JSON.stringify([w.logged, yield* w.audited]), "planted")
    })
  )

  it.effect("brings a recorder that waits at the old address to the new one, and leaves one that records", () =>
    Effect.gen(function* () {
      const w = yield* world
      yield* w.write("off: https://x/1.m3u8\non: https://x/2.m3u8\n")
      yield* w.subscribe(w.alice, "off")
      yield* w.subscribe(w.alice, "on")
      yield* w.pass(2)
      const tasks = yield* w.scripted.live
      const on = tasks.find(({ params }) => params["source"] === "on")
      assert.isDefined(on)
      yield* w.scripted.startsRecording(on.taskId)
      yield* w.write("off: https://x/3.m3u8\non: https://x/4.m3u8\n")
      yield* w.pass(20)
      assert.deepStrictEqual(
        (yield* w.scripted.starts).map(({ params }) => params["url"]),
        ["https://x/1.m3u8", "https://x/2.m3u8", "https://x/3.m3u8"]
      )
    })
  )
})
