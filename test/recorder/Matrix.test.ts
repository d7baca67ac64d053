import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { type Behaviour, behavioursOf, first, last, type Served } from "./behaviours.ts"
import { cut, movie } from "./made.ts"
import { record, stopped } from "./Rig.ts"
import { bytes, scriptedOrigin, text } from "./ScriptedOrigin.ts"
import { playlist, transport } from "./streams.ts"

const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i)

/** Records what an origin serves that behaves so, to its end; nothing of it may be lost. */
const recorded = Effect.fnUntraced(function* (served: Served, behaviour: Behaviour) {
  const site = yield* scriptedOrigin
  if (served.header !== undefined) site.answer("/header", bytes(served.header))
  for (let n = 0; n <= last; n++) {
    const body = served.segment(n)
    const whole = bytes(body)
    const answer = behaviour.segment?.(n, whole, body) ?? whole
    for (const query of ["", "?t=abc"]) site.answer(`/${n}.ts${query}`, answer)
  }
  behaviour.besides?.(site, served)
  let asked = 0
  let newest = first + 1
  const listed = () => {
    asked += 1
    newest = Math.min(last, newest + 1)
    const plain = playlist(Math.max(first, newest - 8), newest, { ended: newest === last })
    return served.header === undefined ? plain : plain.replace("#EXTINF", '#EXT-X-MAP:URI="header"\n#EXTINF')
  }
  site.answer("/live.m3u8", (response, headers) => {
    const plain = listed()
    const list = behaviour.list?.(plain, asked) ?? plain
    const answer = behaviour.answer?.(list, asked) ?? text(list)
    answer(response, headers)
  })
  site.answer("/other.m3u8", (response, headers) => text(listed())(response, headers))
  const rig = yield* record(`${site.url}/live.m3u8`, behaviour.flags)
  assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "stream_end")
  yield* stopped(rig)
  assert.notInclude(rig.events(), "LOST")
  if (behaviour.files !== undefined) assert.strictEqual(rig.files().length, behaviour.files)
  return Buffer.from(yield* rig.recorded)
})

const packets: Served = { segment: transport, header: undefined }

// Each waits for what its own origin shows: together they wait once.
describe.concurrent("what was recorded is what was served, byte for byte, by an origin with", () => {
  it.live.each(behavioursOf(packets).map((behaviour) => [behaviour.what, behaviour] as const))("%s", ([, behaviour]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* recorded(packets, behaviour), Buffer.concat(numbers.map((n) => transport(n))))
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("C7: tables of their own, named by the playlist", () =>
    Effect.gen(function* () {
      const tables = transport(999)
      assert.deepStrictEqual(
        yield* recorded({ ...packets, header: tables }, { what: "tables" }),
        Buffer.concat([tables, ...numbers.map((n) => transport(n))])
      )
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

/** What is in the boxes of MP4 that hold pictures and sound. */
const mediaOf = (movie: Uint8Array): Buffer => {
  const view = Buffer.from(movie)
  const parts: Array<Buffer> = []
  for (let at = 0; at < view.length; at += view.readUInt32BE(at)) {
    if (view.toString("latin1", at + 4, at + 8) === "mdat")
      parts.push(view.subarray(at + 8, at + view.readUInt32BE(at)))
  }
  return Buffer.concat(parts)
}

needing("ffmpeg")("fragmented MP4", () => {
  const made = cut(movie(last + 1), "fmp4", ["0"])
  const fragments: Served = {
    segment: (n) => made.segments[n]?.bytes ?? new Uint8Array(),
    header: made.header
  }
  const wanted = mediaOf(Buffer.concat(numbers.map(fragments.segment)))
  const behaviours = behavioursOf(fragments).filter(({ transportAlone }) => transportAlone !== true)

  describe.concurrent("has each picture and sound that was served, byte for byte, by an origin with", () => {
    it.live.each(behaviours.map((behaviour) => [behaviour.what, behaviour] as const))("%s", ([, behaviour]) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(mediaOf(yield* recorded(fragments, behaviour)), wanted)
      }).pipe(Effect.provide(NodeFileSystem.layer))
    )
  })
})
