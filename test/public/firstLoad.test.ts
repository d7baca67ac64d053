import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { gzipSync } from "node:zlib"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { folder, load } from "./module.ts"

const read = (path: string) => readFileSync(join(folder, path), "utf8")
const index = read("index.html")

/** What the pages are written in, without what comes from packages. */
const ours = (...endings: ReadonlyArray<string>) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => !path.startsWith("vendor/") && endings.some((ending) => path.endsWith(ending))
  )

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = ""]) => found)

const eager = (path: string, known: Set<string> = new Set()): Set<string> => {
  if (known.has(path)) return known
  known.add(path)
  for (const to of all(read(path), /^(?:import|export)[^"]*?from "(\.[^"]+)"/gm))
    eager(normalize(join(dirname(path), to)), known)
  return known
}

const styles = all(index, /rel="stylesheet" href="([^"]+)"/g)

it("the index names every module of the first load, so that none waits for another", () => {
  const needed = [...eager("app.js")].filter((path) => path !== "app.js").sort()
  assert.deepStrictEqual(all(index, /rel="modulepreload" href="([^"]+)"/g).sort(), needed)
})

it("the page of a source asks for all of its modules and those of its player at once, so that none waits for another", () => {
  const named = all(read("pages/source/opening.js"), /^ {2}"([^"]+\.js)",?$/gm)
  const first = eager("app.js")
  const needed = [...eager("pages/source.js"), ...eager("player/player.js")].filter((path) => !first.has(path))
  const itself = ["lib/styled.js", "pages/source.js", "player/hls.js"]
  assert.deepStrictEqual([...named, ...itself].sort(), [...new Set(needed)].sort())
})

it("every style sheet is named by the index, or brought by the module beside it, which comes later", () => {
  const there = ours(".css")
  const brought = there.filter((path) => {
    const beside = path.replace(/css$/, "js")
    return existsSync(join(folder, beside)) && read(beside).includes(`"${path}"`) && !eager("app.js").has(beside)
  })
  assert.deepStrictEqual([...styles, ...brought].sort(), there.sort())
})

it("the first load stays under 60 KB compressed", () => {
  const files = ["index.html", "earlyFetch.js", "favicon.svg", "favicon-recording.svg", ...styles, ...eager("app.js")]
  const sizes = files.map((path) => gzipSync(read(path)).length)
  assert.isBelow(
    sizes.reduce((sum, size) => sum + size, 0),
    60_000
  )
})

it("no page brings scripts or styles of its own inside its markup", () => {
  const sources = ours(".js", ".html")
  for (const path of sources)
    assert.notMatch(read(path), /\sstyle="|\son[a-z]+="[^$]|<style|<script>|innerHTML(?! = inSvg)/, path)
})

it("no value stands where a parser would take its place for text", () => {
  const sources = ours(".js")
  for (const path of sources) assert.notMatch(read(path), /<(textarea|title)\b[^>]*>\$\{|="[^"$]*>[^"]*\$\{/, path)
})

it("every drawing that a page names is drawn", () => {
  const drawn = new Set(all(read("components/icon.js"), /^ {2}([a-z]+): \{/gm))
  const sources = ours(".js")
  const named = sources.flatMap((path) => all(read(path), /(?:icon\(|drawing: )"([a-z]+)"/g))
  assert.isAbove(named.length, 5)
  for (const name of named) assert.isTrue(drawn.has(name), name)
})

it.effect("every module finds what it imports", () =>
  Effect.gen(function* () {
    const sources = ours(".js")
    for (const path of sources) {
      for (const [, names = "", from = ""] of read(path).matchAll(/^import \{([^}]*)\} from "([^"]+)"/gm)) {
        const found = yield* load<object>(normalize(join(dirname(path), from)))
        for (const name of names.split(",").map((one) => one.trim().split(" ")[0] ?? ""))
          if (name !== "") assert.property(found, name, `${path} imports it from ${from}`)
      }
    }
  })
)
