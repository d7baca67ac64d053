import { defineConfig } from "vitest/config"

/** `vitest run --mode fuzz` runs the fuzzers instead of the tests. */
export default defineConfig(({ mode }) => ({
  test: {
    dir: "test",
    include: mode === "fuzz" ? ["**/*.fuzz.ts"] : ["**/*.test.ts"],
    passWithNoTests: mode === "fuzz",
    globalSetup: "test/postgres/lend.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000
  }
}))
