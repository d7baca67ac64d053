import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import * as Channels from "../../src/recorder/Channels.ts"

/** Looks for `source` in files with these texts, named 0.yaml, 1.yaml and so on; undefined is a missing file. */
const find = Effect.fnUntraced(function* (source: string, ...texts: ReadonlyArray<string | undefined>) {
  const fs = yield* FileSystem.FileSystem
  const directory = yield* fs.makeTempDirectoryScoped()
  const files = texts.map((_, i) => `${directory}/${i}.yaml`)
  for (const [i, text] of texts.entries()) {
    if (text !== undefined) yield* fs.writeFileString(`${directory}/${i}.yaml`, text)
  }
  return yield* Channels.find(source, files).pipe(
    Effect.catch(({ message }) => Effect.succeed(message.replaceAll(`${directory}/`, "")))
  )
}, Effect.provide(NodeFileSystem.layer))

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
  it.effect.each(names)("%s is what it looks like", (name) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* find(name, list), `http://x/${names.indexOf(name)}.m3u8`)
    })
  )
})

describe("the channel list", () => {
  it.effect.each([
    {
      what: "gives a channel's address",
      texts: ["a: http://x/a.m3u8\nb: https://x/b.m3u8\n"],
      found: "http://x/a.m3u8"
    },
    { what: "lets a later file win", texts: ["a: http://x/1\n", "a: http://x/2\n"], found: "http://x/2" },
    { what: "may be commented and empty", texts: ["# nothing yet\n", "a: http://x/1 # mine\n"], found: "http://x/1" },
    { what: "may lack a file", texts: [undefined, "a: http://x/1\n", undefined], found: "http://x/1" },
    {
      what: "says where to write a channel that isn't there",
      texts: ["b: http://x/b\n", undefined],
      found: 'no channel named "a" in 0.yaml, 1.yaml: add a line "a: https://…/index.m3u8"'
    },
    {
      what: "C10: names no file that is made anew at each start as the place to write to",
      texts: ["# Generated anew\nb: http://x/b\n", "c: http://x/c\n"],
      found: 'no channel named "a" in 1.yaml: add a line "a: https://…/index.m3u8"'
    },
    {
      what: "C10: asks for a file of one's own where there is none",
      texts: ["# Generated anew\nb: http://x/b\n"],
      found: 'no channel named "a": name a YAML file of your own by CHANNELS, with a line "a: https://…/index.m3u8"'
    },
    {
      what: "says what to do without a file",
      texts: [],
      found:
        'no channel named "a": STICKY_CHANNELS names no file; name a YAML file with a line "a: https://…/index.m3u8"'
    },
    {
      what: "refuses an address that isn't one of the web",
      texts: ["a: file:///etc/passwd\n"],
      found: 'channel "a" has no http or https address: write "a: https://…/index.m3u8"'
    },
    {
      what: "refuses a channel that is no text",
      texts: ["a: [1, 2]\n"],
      found: 'channel "a" has no http or https address: write "a: https://…/index.m3u8"'
    },
    {
      what: "refuses a file that is no list of channels",
      texts: ["- a\n- b\n"],
      found: '0.yaml is no list of channels: write lines like "name: https://…/index.m3u8"'
    },
    {
      what: "refuses a file that is no YAML",
      texts: ["a: 'unclosed\n\tb: ["],
      found: '0.yaml is no list of channels: write lines like "name: https://…/index.m3u8"'
    }
  ])("$what", ({ found, texts }) => Effect.map(find("a", ...texts), (result) => assert.strictEqual(result, found)))

  it.effect("takes no name from the language", () =>
    Effect.gen(function* () {
      assert.match(yield* find("constructor", "a: http://x/1\n"), /^no channel named "constructor"/)
      assert.match(yield* find("__proto__", "a: http://x/1\n"), /^no channel named "__proto__"/)
    })
  )
})
