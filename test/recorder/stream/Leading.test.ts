import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { parseAddress } from "../../../src/domain/subscriptions/Address.ts"
import { opening } from "../../../src/recorder/stream/FfmpegCommand.ts"
import { needing } from "../../Programs.ts"
import { cut, movie } from "../made.ts"
import { stopped } from "../Rig.ts"
import { scriptedOrigin } from "../ScriptedOrigin.ts"
import { recordStream } from "./liveSources.ts"

/** A file of this machine that ffmpeg could read. */
const privateFile = Effect.acquireRelease(
  Effect.sync(() => {
    const folder = mkdtempSync(join(tmpdir(), "sticky-private-"))
    const [{ bytes } = { bytes: new Uint8Array() }] = cut(movie(2), "mpegts", ["0"]).segments
    writeFileSync(join(folder, "a.ts"), bytes)
    return join(folder, "a.ts")
  }),
  (file) => Effect.sync(() => rmSync(join(file, ".."), { recursive: true, force: true }))
)

const list = (to: string) => ["#EXTM3U", "#EXT-X-TARGETDURATION:2", "#EXTINF:2,", to, "#EXT-X-ENDLIST", ""].join("\n")

/** What a site may answer with to have ffmpeg open something else. */
const leads: ReadonlyArray<readonly [what: string, text: (file: string) => string]> = [
  ["a playlist", (file) => list(`file://${file}`)],
  ["a playlist, by a path", list],
  ["a playlist, through a cipher", (file) => list(`crypto:${file}`)],
  ["a playlist, as data", (file) => list(`data:video/mp2t;base64,${readFileSync(file).toString("base64")}`)],
  ["a script", (file) => `ffconcat version 1.0\nfile '${file}'\n`],
  ["a script, by an address", (file) => `ffconcat version 1.0\nfile 'file:${file}'\n`],
  [
    "a presentation",
    (file) =>
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S">` +
      `<Period><AdaptationSet mimeType="video/mp2t"><Representation id="1" bandwidth="1"><BaseURL>file://${file}</BaseURL>` +
      `</Representation></AdaptationSet></Period></MPD>`
  ],
  [
    "a session's description",
    () => "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 33\n"
  ]
]

needing("ffmpeg", "ffprobe")("S17: a site that answers with", () => {
  for (const [what, text] of leads) {
    it.live(`${what} leads ffmpeg to nothing on its machine`, () =>
      Effect.gen(function* () {
        const site = yield* scriptedOrigin
        const body = text(yield* privateFile)
        site.answer("/live", (response) => response.end(body))
        const rig = yield* recordStream(`${site.url}/live`)
        yield* rig.event("TROUBLE")
        yield* stopped(rig)
        assert.deepStrictEqual(rig.files(), [])
        assert.notInclude(rig.events(), "RECORDING START")
      }).pipe(Effect.provide(NodeFileSystem.layer), Effect.scoped)
    )
  }

  it.live("a playlist of its own is told as what the other driver records", () =>
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/live", (response) => response.end(list(`${site.url}/a.ts`)))
      const rig = yield* recordStream(`${site.url}/live`)
      assert.strictEqual(yield* rig.exit, 1)
      const { cause, message } = yield* rig.event("TROUBLE")
      assert.strictEqual(cause, "unsupported")
      assert.match(message ?? "", /leads to others by http, .*driver hls/)
      assert.strictEqual(site.times("/a.ts"), 0)
    }).pipe(Effect.provide(NodeFileSystem.layer), Effect.scoped)
  )
})

describe("S17: ffmpeg opens by itself", () => {
  for (const [address, protocols] of [
    ["rtsp://cam.example/1", "tcp,udp,rtp"],
    ["rtsps://cam.example/1", "tcp,udp,rtp,tls"],
    ["rtmp://a.example/live/x", "rtmp,tcp"],
    ["rtmps://a.example/live/x", "rtmps,tls,tcp"],
    ["srt://a.example:9000", "srt"],
    ["udp://239.0.0.1:1234", "udp"],
    ["rtp://239.0.0.1:1234", "rtp,udp"]
  ] as const) {
    it(`${address} by ${protocols}, and whatever that leads to by nothing else`, () => {
      const how = opening(Result.getOrThrow(parseAddress(address)), undefined, undefined)
      assert.include(how?.script ?? "", `\noption protocol_whitelist '${protocols}'\n`)
      assert.include(how?.args.join(" ") ?? "", `-protocol_whitelist pipe,${protocols} -i pipe:3`)
    })
  }

  for (const address of ["file:///etc/passwd", "concat:/etc/passwd", "data:text/plain,x", "/etc/passwd", "pipe:0"]) {
    it(`nothing at ${address}`, () => assert.isTrue(Result.isFailure(parseAddress(address))))
  }

  it("no further line of an address", () => {
    const parsed = parseAddress("udp://239.0.0.1:1234/x'\nfile '/etc/passwd")
    const script = Result.isFailure(parsed) ? "" : (opening(parsed.success, undefined, undefined)?.script ?? "")
    assert.lengthOf(script.match(/^file /gm) ?? [], Result.isFailure(parsed) ? 0 : 1)
  })
})
