import { readFileSync } from "node:fs"
import { join } from "node:path"
import { runInNewContext } from "node:vm"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { vi } from "vitest"
import { folder, load } from "./module.ts"

interface Dashboard {
  readonly dashboard: {
    readonly enter: (page: object) => void
    readonly read: (page: object, signal: AbortSignal) => Promise<unknown>
  }
}

const endless = `${Number.MAX_SAFE_INTEGER}`

/** What is asked for before any module is there, by who was here last and where. */
const asked = (stored: Readonly<Record<string, string>>, pathname: string, base = "/") => {
  const paths: Array<string> = []
  runInNewContext(readFileSync(join(folder, "earlyFetch.js"), "utf8"), {
    fetch: (path: string) => {
      paths.push(path)
      return Promise.resolve()
    },
    localStorage: { getItem: (name: string) => stored[name] ?? null },
    location: { pathname },
    document: { baseURI: `http://localhost${base}` },
    URL
  })
  return paths
}

const stored = (role: string, until = endless) => ({ user: JSON.stringify({ id: 1, role, username: "mira" }), until })

for (const role of ["admin", "user"]) {
  it.effect(`what is asked for early is what the dashboard asks for, as ${role}`, () =>
    Effect.gen(function* () {
      const paths: Array<string> = []
      vi.stubGlobal("localStorage", { getItem: () => null })
      vi.stubGlobal("fetch", (path: string) => {
        paths.push(path)
        return Promise.resolve(new Response(null, { status: 304 }))
      })
      yield* Effect.addFinalizer(() => Effect.sync(() => vi.unstubAllGlobals()))
      const { dashboard } = yield* load<Dashboard>("pages/dashboard.js")
      const page = {
        context: { admin: () => role === "admin" },
        root: { addEventListener: () => undefined },
        set: () => undefined,
        state: { diagnostics: null }
      }
      dashboard.enter(page)
      yield* Effect.promise((signal) => dashboard.read(page, signal).catch(() => undefined))
      assert.deepStrictEqual(asked(stored(role), "/"), ["/api/me", paths[0]])
      assert.deepStrictEqual(asked(stored(role), "/subscriptions"), ["/api/me"])
    })
  )
}

it("D11: below a path it is asked for there, for whom was signed in there", () => {
  const here = stored("admin")
  const there = { "/dvruser": here.user, "/dvruntil": here.until }
  assert.deepStrictEqual(asked(here, "/dvr/", "/dvr/"), [])
  const [me, list = ""] = asked(there, "/dvr/", "/dvr/")
  assert.deepStrictEqual([me, list.split("?")[0]], ["/dvr/api/me", "/dvr/api/sources"])
})

it("nothing is asked for early where nobody is signed in, or with a token that is about to end", () => {
  assert.deepStrictEqual(asked({}, "/"), [])
  assert.deepStrictEqual(asked(stored("admin", "1"), "/"), [])
})
