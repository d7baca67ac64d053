import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const root = resolve(import.meta.dirname, "..")
const src = join(root, "src")

const filesBelow = (folder: string, ending: RegExp): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes("node_modules"))

/** The room of a file below src: its folder, or its adapter family, or `http/api`. */
const roomOf = (file: string): string => {
  const [first = "", second = ""] = relative(src, file).split("/")
  if (first.endsWith(".ts")) return "main"
  if (first === "adapters" || first === "local") return `${first}/${second}`
  return first === "http" && second === "api" ? "http/api" : first
}

/** What a room may import: rooms, and packages by their beginning. */
const allowed: Readonly<Record<string, { readonly rooms: ReadonlyArray<string>; readonly packages: RegExp }>> = {
  domain: { rooms: [], packages: /^effect$/ },
  ports: { rooms: ["domain"], packages: /^effect$/ },
  app: { rooms: ["domain", "ports"], packages: /^effect(\/(crypto|encoding|persistence))?$/ },
  "http/api": { rooms: ["domain"], packages: /^effect(\/(http-api|http))?$/ },
  http: { rooms: ["domain", "ports", "app", "http/api"], packages: /^effect(?!\/sql)/ },
  adapters: {
    rooms: ["domain", "ports"],
    packages: /^(effect|@effect|node:|jose$|ws$|@node-rs\/bcrypt$|@marcbachmann\/cel-js$)/
  }
}

const ruleOf = (room: string) => allowed[room] ?? (room.startsWith("adapters/") ? allowed["adapters"] : undefined)

const specifiers = (text: string): ReadonlyArray<string> =>
  [
    ...text.matchAll(
      /^\s*(?:import|export)\b[^"'`;]*?from\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']|^import\s+["']([^"']+)["']/gm
    )
  ].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? [])

/** Why a file of `room` may not import `specifier`, or undefined. */
const offence = (file: string, specifier: string): string | undefined => {
  const room = roomOf(file)
  const rule = ruleOf(room)
  if (!specifier.startsWith(".")) {
    return rule === undefined || rule.packages.test(specifier) ? undefined : `${room} must not import ${specifier}`
  }
  const target = resolve(dirname(file), specifier)
  if (!target.startsWith(`${src}/`)) {
    return target === join(root, "package.json") ? undefined : `${specifier} leads out of src`
  }
  const other = roomOf(target)
  if (other === room || (room === "local/launcher" && other !== "main") || room === "main") return undefined
  if (other === "main") return `nobody imports main (${specifier})`
  if (room.startsWith("local/")) return undefined
  return rule?.rooms.includes(other) ? undefined : `${room} must not import ${other} (${specifier})`
}

describe("the arrows of the house", () => {
  it("point only where they may", () => {
    const offences = filesBelow(src, /\.ts$/).flatMap((file) =>
      specifiers(readFileSync(file, "utf8")).flatMap((specifier) => {
        const reason = offence(file, specifier)
        return reason === undefined ? [] : [`${relative(root, file)}: ${reason}`]
      })
    )
    assert.deepStrictEqual(offences, [])
  })

  it("are told apart from those that may not", () => {
    const planted = [
      ["domain/X.ts", "../ports/Users.ts"],
      ["domain/X.ts", "node:fs"],
      ["ports/X.ts", "../adapters/pg/Users.ts"],
      ["app/X.ts", "effect/sql"],
      ["app/X.ts", "../http/Routes.ts"],
      ["http/api/X.ts", "../../ports/Users.ts"],
      ["http/X.ts", "../adapters/pg/Users.ts"],
      ["adapters/pg/X.ts", "../overseer/WsOverseer.ts"],
      ["adapters/pg/X.ts", "../../app/Overview.ts"],
      ["local/overseer/X.ts", "../../main/World.ts"]
    ] as const
    for (const [file, specifier] of planted) {
      assert.isDefined(offence(join(src, file), specifier), `${file} -> ${specifier}`)
    }
  })
})

describe("every file", () => {
  it("has one idea: none is longer than 250 lines", () => {
    const folders = ["src", "test", "public", "proxy"]
      .map((folder) => join(root, folder))
      .filter((folder) => existsSync(folder))
    const long = folders
      .flatMap((folder) => filesBelow(folder, /\.(ts|js|css)$/))
      .map((file) => [relative(root, file), readFileSync(file, "utf8").split("\n").length - 1] as const)
      .filter(([file, lines]) => lines > 250 && !file.includes("/vendor/"))
    assert.deepStrictEqual(long, [])
  })
})
