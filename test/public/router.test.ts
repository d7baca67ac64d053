import { assert, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { load } from "./module.ts"

interface Route {
  readonly path: string
}
interface Router {
  readonly path: (...parts: ReadonlyArray<string>) => string
  readonly match: (
    routes: ReadonlyArray<Route>,
    pathname: string
  ) => { readonly route: Route; readonly params: Readonly<Record<string, string>> } | undefined
  readonly safeReturn: (to: unknown) => string
}

const routes = [{ path: "/" }, { path: "/source/:driver/:username" }, { path: "/admin/users" }]

const name = Schema.NonEmptyString.check(Schema.makeFilter((text: string) => text.isWellFormed() || "encodable text"))

it.effect.prop(
  "whatever the names are, their address leads back to them and to no other route",
  { driver: name, username: name },
  (names) =>
    Effect.gen(function* () {
      const { match, path } = yield* load<Router>("lib/router.js")
      const found = match(routes, path("source", names.driver, names.username))
      assert.deepStrictEqual([found?.route.path, found?.params], ["/source/:driver/:username", { ...names }])
    })
)

it.effect("what is no address of a page fits nothing", () =>
  Effect.gen(function* () {
    const { match } = yield* load<Router>("lib/router.js")
    for (const path of ["/nowhere", "/source/a", "/source/a/b/c", "/source/%E0%A4%A/b"])
      assert.isUndefined(match(routes, path), path)
    assert.strictEqual(match(routes, "/admin/users/")?.route.path, "/admin/users")
  })
)

it.effect("signing in leads to a page of this site and nowhere else", () =>
  Effect.gen(function* () {
    const { safeReturn } = yield* load<Router>("lib/router.js")
    assert.strictEqual(safeReturn("/source/a/b?tab=log"), "/source/a/b?tab=log")
    for (const to of [
      null,
      "",
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "javascript:alert(1)",
      "/login?to=/",
      "/a\nb",
      "/\t/evil.example"
    ]) {
      assert.strictEqual(safeReturn(to), "/", String(to))
    }
  })
)
