import { assert, describe, it } from "@effect/vitest"
import { channelList } from "../../../src/app/subscriptions/channelList.ts"

const listOf = (...texts: ReadonlyArray<string>) =>
  channelList(texts.map((text, i) => ({ path: `${i}.yaml`, found: { _tag: "text", text } })))

/** The channels as `name: address`, and what else is said as `file:line name`. */
const shown = (...texts: ReadonlyArray<string>) => {
  const { channels, faults } = listOf(...texts)
  return {
    channels: Object.fromEntries(channels.map(({ key, url }) => [key.username, url])),
    faults: faults.map(({ file, line, name }) => `${file}:${line ?? ""} ${name ?? ""}`)
  }
}

describe("C9: a channel's name", () => {
  const names = [
    "1e3",
    "0x1F",
    "1.10",
    "7400000000000000123",
    "null",
    "007",
    "no",
    "2024-01-01",
    "1_000",
    "1000",
    "true"
  ]
  const list = names.map((name, i) => `${name}: http://x/${i}.m3u8`).join("\n")
  it.each(names)("%s is what it looks like, beside others that YAML takes for the same", (name) => {
    const { channels, faults } = listOf(list)
    assert.strictEqual(channels.find(({ key }) => key.username === name)?.url, `http://x/${names.indexOf(name)}.m3u8`)
    assert.deepStrictEqual([channels.length, faults], [names.length, []])
  })
})

describe("a file of channels", () => {
  it.each([
    { what: "names sources of the driver hls", texts: ["a: http://x/a.m3u8\nb: https://x/b.m3u8\n"], is: ["a", "b"] },
    { what: "may be commented and empty", texts: ["# nothing yet\n", "a: http://x/1 # mine\n", ""], is: ["a"] },
    {
      what: "may begin with a mark and have Windows' line ends",
      texts: ["\uFEFFa: http://x/1\r\nb: http://x/2\r\n"],
      is: ["a", "b"]
    },
    {
      what: "may have names and addresses in quotation marks",
      texts: [`'a': "http://x/1"\n"b": 'http://x/2'\n`],
      is: ["a", "b"]
    },
    { what: "may be YAML of another form", texts: ["{a: http://x/1,\n b: http://x/2}"], is: ["a", "b"] }
  ])("$what", ({ is, texts }) => {
    const { channels, faults } = shown(...texts)
    assert.deepStrictEqual([Object.keys(channels), faults], [is, []])
  })

  it("counts for less than a later one", () => {
    assert.deepStrictEqual(shown("a: http://x/1\n", "a: http://x/2\n").channels, { a: "http://x/2" })
  })

  it("loses no line by others that are broken, and tells where those are", () => {
    const broken =
      "a: http://x/a\nb\nc: [http://x/c\n- d\nrude name: http://x/e\nf: rtsp://x/f\ng: nowhere\nh: http://x/h\n"
    assert.deepStrictEqual(shown(broken), {
      channels: { a: "http://x/a", h: "http://x/h" },
      faults: ["0.yaml:2 ", "0.yaml:3 c", "0.yaml:4 ", "0.yaml:5 rude name", "0.yaml:6 f", "0.yaml:7 g"]
    })
  })

  it("may name one twice: the last counts, and that is told", () => {
    assert.deepStrictEqual(shown("a: http://x/1\na: http://x/2\n"), {
      channels: { a: "http://x/2" },
      faults: ["0.yaml:2 a"]
    })
  })

  it.each(["- a\n- b\n", "just words", "\u0001"])("that is no list is told as such: %j", (text) => {
    const { channels, faults } = listOf(text)
    assert.deepStrictEqual([channels, faults.length], [[], 1])
    assert.match(faults[0]?.text ?? "", /^This is no list of channels: write lines such as “name: https:/)
  })

  it("that is away names nothing, and one that can't be read is told", () => {
    const absent = channelList([{ path: "a.yaml", found: { _tag: "absent" } }])
    assert.deepStrictEqual(absent, { channels: [], faults: [] })
    const { faults } = channelList([{ path: "a.yaml", found: { _tag: "unreadable", why: "access is denied" } }])
    assert.include(faults[0]?.text, "access is denied")
  })

  it("S9: keeps a login out of the address, and secrets out of what is told", () => {
    const { channels } = listOf("a: http://me:planted@x/a.m3u8\n")
    assert.deepInclude(channels[0], { url: "http://x/a.m3u8", login: "me:planted" })
    const { faults } = listOf(
      "a b: http://me:planted@x/a?token=planted\nc: [http://me:planted@x\nd: rtsp://me:planted@x\n"
    )
    assert.strictEqual(faults.length, 3)
    assert.notInclude(JSON.stringify(faults), "planted")
  })
})
