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
  domain: { rooms: [], packages: /^effect(\/net)?$/ },
  media: { rooms: [], packages: /^effect$/ },
  runtime: { rooms: ["domain"], packages: /^effect$/ },
  ports: { rooms: ["domain"], packages: /^effect$/ },
  app: { rooms: ["domain", "ports", "runtime"], packages: /^effect(\/(crypto|encoding|net|persistence))?$/ },
  "http/api": { rooms: ["domain"], packages: /^effect(\/(http-api|http))?$/ },
  http: { rooms: ["domain", "ports", "runtime", "app", "http/api"], packages: /^effect(?!\/sql)/ },
  adapters: {
    rooms: ["domain", "media", "ports", "programs", "runtime"],
    packages: /^(effect|@effect|node:|jose$|ws$|@node-rs\/bcrypt$|@marcbachmann\/cel-js$)/
  },
  environment: { rooms: ["domain"], packages: /^(effect|node:)/ },
  programs: { rooms: [], packages: /^(effect|node:)/ },
  recorder: { rooms: ["domain", "environment", "media", "programs", "runtime"], packages: /./ },
  overseer: { rooms: ["domain", "environment", "programs", "runtime"], packages: /./ },
  thumbnailer: {
    rooms: ["adapters/files", "domain", "environment", "media", "ports", "programs", "runtime"],
    packages: /./
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

const partsOfSupervision = [
  "supervision/assessment",
  "supervision/journal",
  "supervision/live",
  "supervision/overseer"
] as const

/** Which subjects of domain and app a subject may import besides its own. `values` (ids and moments) is open to all. */
const subjects: Readonly<Record<"domain" | "app", Readonly<Record<string, ReadonlyArray<string>>>>> = {
  domain: {
    values: [],
    accounts: [],
    subscriptions: ["accounts"],
    supervision: ["subscriptions"],
    settings: ["recordings", "subscriptions", "supervision"],
    recordings: ["subscriptions", "supervision"]
  },
  app: {
    accounts: [],
    "supervision/live": [],
    "supervision/journal": ["supervision/live"],
    "supervision/assessment": ["supervision/live"],
    "supervision/overseer": ["supervision/live"],
    recordings: ["accounts", "supervision/assessment", "supervision/journal", "supervision/live"],
    "supervision/reconciling": ["recordings", ...partsOfSupervision],
    supervision: ["recordings", "supervision/reconciling", ...partsOfSupervision],
    lists: ["supervision/assessment", "supervision/live"],
    subscriptions: ["accounts", "lists", "supervision/assessment", "supervision/live"],
    settings: ["accounts", "lists", "subscriptions", "supervision/assessment", "supervision/live"]
  }
}

const subjectOf = (file: string): { readonly floor: "domain" | "app"; readonly subject: string } | undefined => {
  const [floor = "", room = "", ...rest] = relative(src, file).split("/")
  if ((floor !== "domain" && floor !== "app") || rest.length === 0) return undefined
  const inner = `${room}/${rest[0]}`
  return { floor, subject: Object.hasOwn(subjects[floor], inner) ? inner : room }
}

/** Why a file of one subject may not import another's on its own floor, or undefined. */
const subjectOffence = (file: string, specifier: string): string | undefined => {
  const from = subjectOf(file)
  const to = specifier.startsWith(".") ? subjectOf(resolve(dirname(file), specifier)) : undefined
  if (from === undefined || to === undefined || from.floor !== to.floor || from.subject === to.subject) return undefined
  if (to.subject === "values" || subjects[from.floor][from.subject]?.includes(to.subject)) return undefined
  return `${from.floor}/${from.subject} must not import ${to.subject} (${specifier})`
}

type Graph = ReadonlyMap<string, ReadonlyArray<string>>

const importsBelow = (folder: string): Graph =>
  new Map(
    filesBelow(folder, /\.ts$/).map((file) => [
      file,
      specifiers(readFileSync(file, "utf8"))
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => resolve(dirname(file), specifier))
    ])
  )

/** One circle of files that import each other, as the files on it; undefined where there is none. */
const circle = (graph: Graph): ReadonlyArray<string> | undefined => {
  const done = new Set<string>()
  const path: Array<string> = []
  const walk = (file: string): ReadonlyArray<string> | undefined => {
    const at = path.indexOf(file)
    if (at >= 0) return [...path.slice(at), file]
    if (done.has(file)) return undefined
    path.push(file)
    for (const next of graph.get(file) ?? []) {
      const found = walk(next)
      if (found !== undefined) return found
    }
    path.pop()
    done.add(file)
    return undefined
  }
  for (const file of graph.keys()) {
    const found = walk(file)
    if (found !== undefined) return found
  }
  return undefined
}

const offencesOf = (why: (file: string, specifier: string) => string | undefined): ReadonlyArray<string> =>
  filesBelow(src, /\.ts$/).flatMap((file) =>
    specifiers(readFileSync(file, "utf8")).flatMap((specifier) => {
      const reason = why(file, specifier)
      return reason === undefined ? [] : [`${relative(root, file)}: ${reason}`]
    })
  )

describe("the arrows of the house", () => {
  it("point only where they may", () => {
    assert.deepStrictEqual(offencesOf(offence), [])
  })

  it("are told apart from those that may not", () => {
    const planted = [
      ["domain/values/X.ts", "../../ports/Users.ts"],
      ["domain/values/X.ts", "node:fs"],
      ["ports/X.ts", "../adapters/pg/Users.ts"],
      ["app/lists/X.ts", "effect/sql"],
      ["app/lists/X.ts", "../../http/Routes.ts"],
      ["http/api/X.ts", "../../ports/Users.ts"],
      ["http/X.ts", "../adapters/pg/Users.ts"],
      ["adapters/pg/X.ts", "../overseer/WsOverseer.ts"],
      ["adapters/pg/X.ts", "../../app/lists/Overview.ts"],
      ["media/X.ts", "../domain/index.ts"],
      ["environment/X.ts", "../ports/Users.ts"],
      ["environment/X.ts", "../main/Environment.ts"],
      ["runtime/X.ts", "../ports/Users.ts"],
      ["recorder/X.ts", "../local/launcher/Stack.ts"],
      ["overseer/X.ts", "../recorder/Capture.ts"],
      ["overseer/X.ts", "../main/BackendLayer.ts"]
    ] as const
    for (const [file, specifier] of planted) {
      assert.isDefined(offence(join(src, file), specifier), `${file} -> ${specifier}`)
    }
  })

  it("lead from one subject to another only where the table says so", () => {
    assert.deepStrictEqual(offencesOf(subjectOffence), [])
  })

  it("tell a subject that may not know another", () => {
    assert.isDefined(subjectOffence(join(src, "domain/accounts/X.ts"), "../supervision/Run.ts"))
    assert.isDefined(subjectOffence(join(src, "app/accounts/X.ts"), "../lists/Overview.ts"))
    assert.isDefined(subjectOffence(join(src, "app/supervision/live/X.ts"), "../reconciling/Reconciler.ts"))
    assert.isDefined(subjectOffence(join(src, "app/lists/X.ts"), "../supervision/Supervision.ts"))
    assert.isUndefined(subjectOffence(join(src, "domain/accounts/X.ts"), "../values/Time.ts"))
  })

  it("go round in no circle", () => {
    const found = circle(importsBelow(src))
    assert.isUndefined(found, found?.map((file) => relative(root, file)).join(" -> "))
  })

  it("are seen to go round where they do", () => {
    const graph = new Map([
      ["a", ["b"]],
      ["b", ["c"]],
      ["c", ["b"]]
    ])
    assert.deepStrictEqual(circle(graph), ["b", "c", "b"])
  })
})

describe("domain and app", () => {
  it("have no file outside a subject's room", () => {
    const rooms = { domain: Object.keys(subjects.domain), app: Object.keys(subjects.app) }
    const outside = (["domain", "app"] as const).flatMap((floor) =>
      filesBelow(join(src, floor), /\.ts$/)
        .filter((file) => !rooms[floor].includes(subjectOf(file)?.subject ?? ""))
        .map((file) => relative(src, file))
    )
    // What the library of the domain exports.
    assert.deepStrictEqual(outside, ["domain/index.ts"])
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
