import { defineConfig } from "vitest/config"

/** What `vitest run --mode MODE` runs instead of the tests: the fuzzers, or what builds images and runs the composed stack. */
const others: Readonly<Record<string, string>> = { fuzz: "**/*.fuzz.ts", images: "**/*.images.ts" }

export default defineConfig(({ mode }) => ({
  test: {
    dir: "test",
    include: [others[mode] ?? "**/*.test.ts"],
    passWithNoTests: mode === "fuzz",
    globalSetup: "test/postgres/lend.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000
  }
}))
