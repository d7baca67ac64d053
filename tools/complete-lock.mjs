/**
 * Adds to package-lock.json the packages for other platforms that npm leaves out of it when it can't see them, or when
 * node_modules was there already; `npm ci` refuses a lock without them. What each must be (its integrity) is asked of the registry,
 * which may not have all of them.
 * To be run after a change of dependencies; a test says when it is needed.
 */
import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"

const systems = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"]
const processors = ["arm", "arm64", "ia32", "ppc64", "riscv64", "s390x", "wasm32", "x64"]

const file = "package-lock.json"
const lock = JSON.parse(readFileSync(file, "utf8"))

/** Where node looks for `name` from the package at `place`, nearest first. */
const places = (place, name) => {
  const folders = place.split("node_modules/").slice(0, -1)
  return folders.map((_, i) => `${folders.slice(0, folders.length - i).join("node_modules/")}node_modules/${name}`)
}

for (const [place, { dev, optionalDependencies }] of Object.entries(lock.packages)) {
  if (place === "") continue
  for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
    const words = name.split("/").at(-1).split("-")
    const cpu = processors.filter((word) => words.includes(word))
    const os = systems.filter((word) => words.includes(word))
    const candidates = places(place, name)
    if (cpu.length === 0 || candidates.some((candidate) => candidate in lock.packages)) continue
    const libc = words.includes("musl") ? "musl" : words.some((word) => word.startsWith("gnu")) ? "glibc" : undefined
    lock.packages[candidates.at(-1)] = {
      version,
      cpu,
      ...(dev ? { dev } : {}),
      ...(libc !== undefined && os.includes("linux") ? { libc: [libc] } : {}),
      optional: true,
      ...(os.length > 0 ? { os } : {})
    }
    console.log(`${name} ${version}`)
  }
}

for (const [place, { integrity, version, ...rest }] of Object.entries(lock.packages)) {
  if (place === "" || integrity !== undefined) continue
  const name = place.split("node_modules/").at(-1)
  const asked = spawnSync("npm", ["view", `${name}@${version}`, "dist.integrity"], { encoding: "utf8" }).stdout.trim()
  if (asked.startsWith("sha512-")) lock.packages[place] = { version, integrity: asked, ...rest }
  else console.log(`the registry has no ${name} ${version}`)
}

const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1))
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
