import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem, Path } from "effect"

/** The programs of an image; the launcher is for one machine without containers. */
const programs = ["backend", "admin", "overseer", "recorder", "probe", "thumbnailer", "channel"]

const companions = ["actions.yaml", "loop.mpegts", "httpApiScalar.js"]

/** What the bundles leave outside: native code, and only what runs. */
const native = ["@node-rs/bcrypt", `@node-rs/bcrypt-${process.platform}-${process.arch}-gnu`]

const isNeeded = (file: string) => /(^|\/)(package\.json|LICENSE[^/]*|[^/]*\.(js|cjs|node))$/.test(file)

/**
 * Puts together `dist/sticky-backend`: all that Node needs to run the backend and the programs that come with it, without source
 * maps and without anything of development. Made aside and renamed, so that it is whole whenever it is there.
 */
const assemble = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const fresh = yield* fs.makeTempDirectoryScoped({ directory: "dist", prefix: ".sticky-backend-" })
  const put = Effect.fnUntraced(function* (from: string, to: string) {
    const target = path.join(fresh, to)
    yield* fs.makeDirectory(path.dirname(target), { recursive: true })
    yield* fs.copyFile(from, target)
    yield* fs.chmod(target, 0o644)
  })
  for (const name of programs) {
    const target = path.join("bin", `${name}.js`)
    yield* put(path.join("dist", `${name}.js`), target)
    const text = yield* fs.readFileString(path.join(fresh, target))
    yield* fs.writeFileString(path.join(fresh, target), text.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, "\n"))
  }
  for (const name of companions) yield* put(path.join("dist", name), path.join("bin", name))
  for (const name of ["health.mjs", "channels.yaml"]) yield* put(path.join("tools/image", name), path.join("bin", name))
  for (const name of yield* fs.readDirectory("migrations")) {
    yield* put(path.join("migrations", name), path.join("migrations", name))
  }
  for (const name of native) {
    const folder = path.join("node_modules", name)
    if (!(yield* fs.exists(folder))) continue
    for (const file of (yield* fs.readDirectory(folder)).filter(isNeeded)) {
      yield* put(path.join(folder, file), path.join(folder, file))
    }
  }
  for (const name of ["LICENSE", "VERSION"]) yield* put(name, name)
  yield* fs.writeFileString(path.join(fresh, "package.json"), '{ "type": "module", "private": true }\n')
  yield* fs.chmod(fresh, 0o755)
  yield* fs.remove("dist/sticky-backend", { recursive: true, force: true })
  yield* fs.rename(fresh, "dist/sticky-backend")
})

assemble.pipe(Effect.scoped, Effect.provide(NodeServices.layer), NodeRuntime.runMain)
