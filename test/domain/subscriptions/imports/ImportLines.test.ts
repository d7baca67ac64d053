import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { wanted } from "../../../../src/domain/subscriptions/imports/ImportLine.ts"
import { fromList } from "../../../../src/domain/subscriptions/imports/ImportLines.ts"
import { isGarbled } from "../../../../src/domain/subscriptions/imports/ListText.ts"
import { showKey } from "../../../../src/domain/subscriptions/Names.ts"

const patterns = { tv: "https://tv.example/{username}" }

/** What a list wishes for, each as a text; what is refused by its line and why. */
const wishes = (text: string, isTable = false): ReadonlyArray<string> =>
  [...fromList(text, isTable)]
    .filter((line) => line !== null)
    .map((line) =>
      Result.match(wanted(line, patterns, "active"), {
        onSuccess: ({ posture, wish }) => ("address" in wish ? JSON.stringify(wish) : `${showKey(wish)} ${posture}`),
        onFailure: (why) => `${line.line}: ${why}`
      })
    )

describe("D10: a list as programs save it", () => {
  it.each([
    ["commas, a mark in front", "\uFEFFdriver,username,posture\r\nhls,alice,paused\r\n", ["hls/alice paused"]],
    [
      "semicolons",
      "driver;username;posture\r\nhls;alice;paused\r\nhls;bob;active\r\n",
      ["hls/alice paused", "hls/bob active"]
    ],
    [
      "semicolons and quotes, a mark in front",
      '\uFEFF"driver";"username";"posture"\r\n"hls";"alice";"paused"\r\n',
      ["hls/alice paused"]
    ],
    ["a line that says the separator", "sep=;\r\ndriver;username\r\nhls;alice\r\n", ["hls/alice active"]],
    ["tabs", "driver\tusername\tposture\nhls\talice\tactive\n", ["hls/alice active"]],
    ["carriage returns alone", "driver,username\rhls,alice\rhls,bob\r", ["hls/alice active", "hls/bob active"]],
    ["lines with carriage returns alone", "hls/alice\rhls/bob\r", ["hls/alice active", "hls/bob active"]],
    ["capitals", "Driver,UserName,Posture\r\nHLS,alice,Paused\r\n", ["hls/alice paused"]],
    ["columns without anything", "driver,username,posture,,\r\nhls,alice,,,\r\n,,,,\r\n", ["hls/alice active"]],
    ["other headings", "Name;Site;Notes\nalice;hls;my best\n", ["hls/alice active"]],
    ["addresses in a column", "Channel,URL\nAlice,https://tv.example/alice\n", ["tv/alice active"]],
    ["sources in a column", "Source;State\nhls/alice;paused\n", ["hls/alice paused"]],
    ["one column with a heading", "url\nhttps://tv.example/alice\n", ["tv/alice active"]],
    ["no heading", "hls;alice;paused\nhls;bob\n", ["hls/alice paused", "hls/bob active"]],
    ["a comma within a semicolon's cell", 'driver;username;notes\nhls;alice;"a, b, c"\n', ["hls/alice active"]],
    [
      "a player's, with names and logos",
      '#EXTM3U x-tvg-url="x"\r\n#EXTINF:-1 tvg-logo="https://x/l,1.png" group-title="News",Alice TV\r\n#EXTVLCOPT:http-user-agent=x\r\nhttps://tv.example/alice\r\n',
      ["tv/alice active"]
    ]
  ] as const)("is read, table or not: %s", (_what, text, wished) => {
    assert.deepStrictEqual(wishes(text), wished)
    if (!text.startsWith("#EXTM3U")) assert.deepStrictEqual(wishes(text, true), wished)
  })

  it.each([
    ["a page without a scheme that no driver knows", "www.site.example/alice\n", /^1: no driver's address/],
    ["the line counts from the top, with what was said before", "sep=;\ndriver;username\nhls;al ice\n", /^3: /],
    ["a quote that is never closed", 'driver;username\nhls;"alice\n', /^2: .*close it, or take it away/],
    ["a posture that there is not", "hls,alice,stopped\n", /^1: posture is active, paused or archived/]
  ])("is refused by its line, with what to do: %s", (_what, text, why) => {
    const [first, ...more] = wishes(text)
    assert.match(first ?? "", why)
    assert.deepStrictEqual(more, [])
  })

  it.each([
    ["alone", "https://a.example/live;a,b,c\n", { address: "https://a.example/live;a,b,c" }],
    [
      "a player's, whose name it has",
      '#EXTM3U\n#EXTINF:-1 tvg-logo="https://x/l.png",BBC One HD\nhttp://x.example/1.m3u8\n',
      { address: "http://x.example/1.m3u8", title: "BBC One HD" }
    ],
    [
      "as it is exported",
      "driver,username,posture,owner,created_at,address\r\nhls,one,paused,root,,rtsp://x.example/1\r\n",
      { address: "rtsp://x.example/1", driver: "hls", username: "one" }
    ]
  ])("is a stream's address: %s", (_what, text, wish) => {
    assert.deepStrictEqual(wishes(text), [JSON.stringify(wish)])
  })

  it("in UTF-16 is known as that", () => {
    const read = (bytes: Uint8Array) => isGarbled(new TextDecoder().decode(bytes))
    const text = "driver,username\r\nhls,alice\r\n"
    assert.isTrue(read(new Uint8Array([0xff, 0xfe, ...Buffer.from(text, "utf16le")])))
    assert.isTrue(read(Buffer.from(text, "utf16le")))
    assert.isFalse(read(Buffer.from(`\uFEFF${text}`)))
  })
})
