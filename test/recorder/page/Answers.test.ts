import { assert, describe, it } from "@effect/vitest"
import * as Given from "../../../src/recorder/page/Given.ts"
import type { Answer } from "../../../src/recorder/page/Resolved.ts"
import * as streamlink from "../../../src/recorder/page/streamlink.ts"
import * as ytDlp from "../../../src/recorder/page/ytDlp.ts"

const hls = (url: string, master?: string) => ({ type: "hls", url, headers: { Referer: "https://a.example/" }, master })

describe("what streamlink says of a page", () => {
  const read = (output: object, lines = 720) => streamlink.read(JSON.stringify(output), "a.example", lines)
  const streams = { "480p": hls("l"), "720p": hls("m"), "1080p60": hls("h"), best: hls("h"), worst: hls("l") }
  for (const [what, answer, expected] of [
    ["the lines that are wished", read({ streams }), "m"],
    ["the best", read({ streams }, Number.POSITIVE_INFINITY), "h"],
    ["what there is where nothing fits", read({ streams: { live: hls("x") } }), "x"],
    [
      "the list of all lines where there is one",
      read({ streams: { best: hls("x", "https://a.example/all") } }),
      "https://a.example/all"
    ]
  ] as const) {
    it(`gives ${what}`, () => {
      assert.strictEqual(answer._tag === "Resolved" ? answer.resolved.url : answer, expected)
      assert.deepInclude(answer._tag === "Resolved" ? answer.resolved : {}, {
        engine: "hls",
        headers: [["Referer", "https://a.example/"]]
      })
    })
  }

  it("tells what the page calls it, whose it is, and each quality once, the best first", () => {
    const answer = read({ streams, metadata: { title: `Evening\n${"n".repeat(5000)}`, author: "", category: null } })
    assert.deepInclude(answer._tag === "Resolved" ? answer.resolved : answer, {
      title: `Evening ${"n".repeat(192)}`,
      author: undefined,
      qualities: [{ height: 1080, framerate: 60 }, { height: 720 }, { height: 480 }]
    })
  })

  const failed = (error: string): Answer => read({ error })
  for (const [error, expected] of [
    ["No plugin can handle URL: https://a.example/", { _tag: "Unknown" }],
    ["No playable streams found on this URL: https://a.example/", { _tag: "OffAir" }],
    ["Unable to open URL: x (404 Client Error: Not Found for url: x)", { _tag: "OffAir" }],
    [
      "Unable to open URL: x (403 Client Error: Forbidden for url: x)",
      { hindrance: { kind: "http", status: 403, host: "a.example" } }
    ],
    [
      "Unable to open URL: x ([Errno 111] Connection refused)",
      { hindrance: { kind: "refused_connection", host: "a.example" } }
    ],
    ["Unable to open URL: x (Read timed out.)", { hindrance: { kind: "timeout", host: "a.example" } }],
    ["Something else", { hindrance: { kind: "unreadable", host: "a.example" } }]
  ] as const) {
    it(`means ${JSON.stringify(expected).slice(0, 40)} by: ${error.slice(0, 40)}`, () =>
      assert.deepInclude(failed(error), expected))
  }

  it("means nothing where it is none of its own", () => {
    assert.strictEqual(streamlink.read("no JSON", "a.example", 720)._tag, "Unknown")
    assert.strictEqual(read({ streams: {} })._tag, "Unknown")
  })
})

describe("S17: what is logged of a page", () => {
  const planted = "http://me:planted@a.example/live?token=planted"
  for (const [what, answer] of [
    ["that is refused", streamlink.read(`{"error":"Unable to open URL: ${planted} (403 Client Error: x)"}`, "a", 720)],
    ["that is gone", streamlink.read(`{"error":"Unable to open URL: ${planted} (404 Client Error: x)"}`, "a", 720)],
    ["that shows nothing", streamlink.read(`{"error":"No playable streams found on this URL: ${planted}"}`, "a", 720)],
    ["that fails", ytDlp.read("", ["ERROR: [generic] live?token=planted: HTTP Error 403: Forbidden"], "a", 720)],
    ["that is off air", ytDlp.read("", ["ERROR: live?token=planted is offline"], "a", 720)]
  ] as const) {
    it(`${what} repeats nothing of its address`, () => assert.notInclude(JSON.stringify(answer), "planted"))
  }
})

describe("what yt-dlp says of a page", () => {
  const read = (output: object, words: ReadonlyArray<string> = [], lines = 720) =>
    ytDlp.read(JSON.stringify(output), words, "a.example", lines)
  const format = (url: string, height: number, more: object = {}) => ({ url, height, protocol: "m3u8_native", ...more })

  it("gives the list of all lines, or the lines that are wished", () => {
    const formats = [format("l", 480), format("m", 720), format("h", 1080), format("f", 720, { protocol: "https" })]
    const url = (answer: Answer) => (answer._tag === "Resolved" ? answer.resolved.url : answer)
    assert.strictEqual(url(read({ formats })), "m")
    assert.strictEqual(url(read({ formats }, [], Number.POSITIVE_INFINITY)), "h")
    assert.strictEqual(url(read({ formats }, [], 240)), "l")
    assert.strictEqual(url(read({ formats: [format("m", 720, { manifest_url: "all" })] })), "all")
  })

  it("gives the first where a page lists several", () => {
    const first = { formats: [format("m", 720)], title: "first" }
    for (const output of [
      { _type: "playlist", title: "several", entries: [first] },
      { _type: "playlist", entries: [{ _type: "playlist", entries: [first] }, null] }
    ]) {
      const answer = read(output)
      assert.deepInclude(answer._tag === "Resolved" ? answer.resolved : answer, {
        url: "m",
        engine: "hls",
        headers: [],
        title: "first"
      })
    }
    assert.strictEqual(read({ _type: "playlist", entries: [] })._tag, "OffAir")
  })

  it("tells what the page calls it, whose it is, where its picture is, and each quality once, the best first", () => {
    const formats = [
      format("l", 480, { width: 854, fps: 30 }),
      format("h", 1080, { width: 1920, fps: 60 }),
      format("again", 1080, { width: 1920, fps: 60 }),
      format("sound", 0, { height: null })
    ]
    const about = {
      title: "Evening\nnews",
      channel: "Example TV",
      uploader: "somebody",
      thumbnail: "https://a.example/x.jpg"
    }
    const answer = read({ formats, ...about })
    assert.deepInclude(answer._tag === "Resolved" ? answer.resolved : answer, {
      title: "Evening news",
      author: "Example TV",
      thumbnail: "https://a.example/x.jpg",
      qualities: [
        { height: 1080, width: 1920, framerate: 60 },
        { height: 480, width: 854, framerate: 30 }
      ]
    })
  })

  it("is read anew later where it can't be read", () =>
    assert.deepInclude(ytDlp.read("", ["Killed"], "a.example", 720), {
      _tag: "Hindered",
      hindrance: { kind: "unreadable", host: "a.example" }
    }))

  it("takes a film that is no broadcast for nothing live", () => {
    const formats = [format("f", 720, { protocol: "https" })]
    assert.strictEqual(read({ formats })._tag, "OffAir")
    assert.strictEqual(read({ formats, live_status: "is_live" })._tag, "Resolved")
  })

  for (const [error, expected] of [
    ["ERROR: [generic] Unsupported URL: https://a.example/", { _tag: "Unknown" }],
    ["ERROR: [twitch:stream] a: The channel is not currently live", { _tag: "OffAir" }],
    ["ERROR: [youtube] a: This live event will begin in 3 hours.", { _tag: "OffAir" }],
    [
      "ERROR: [generic] a: Unable to download webpage: HTTP Error 403: Forbidden",
      { hindrance: { kind: "http", status: 403, host: "a.example" } }
    ]
  ] as const) {
    it(`means ${JSON.stringify(expected).slice(0, 40)} by: ${error.slice(0, 50)}`, () =>
      assert.deepInclude(read({}, ["WARNING: x", error]), expected))
  }
})

describe("what programs are told of a page", () => {
  const given = {
    url: "https://a.example/it's?a=1",
    cookies: "/tmp/c",
    headers: [["Referer", "https://b/"]],
    proxy: "http://p"
  } as const

  it("is a line for each", () => {
    assert.deepStrictEqual(streamlink.options(given).split("\n"), [
      "url=https://a.example/it's?a=1",
      "json",
      "ffmpeg-ffmpeg=/dev/null/ffmpeg",
      "http-cookies-file=/tmp/c",
      "http-header=Referer=https://b/",
      "http-proxy=http://p",
      ""
    ])
    assert.deepStrictEqual(ytDlp.options(given).split("\n").slice(5), [
      "--cookies '/tmp/c'",
      "--add-header 'Referer:https://b/'",
      "--proxy 'http://p'",
      `'https://a.example/it'"'"'s?a=1'`,
      ""
    ])
  })

  it("is cookies for its own host alone, which have not expired", () => {
    assert.strictEqual(
      Given.cookieFile("a=b; c=d=e; =x", "a.example"),
      "# Netscape HTTP Cookie File\na.example\tFALSE\t/\tFALSE\t2147483647\ta\tb\na.example\tFALSE\t/\tFALSE\t2147483647\tc\td=e\n"
    )
  })
})
