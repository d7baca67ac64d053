import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { memory } from "../../../src/local/launcher/StackPrograms.ts"

describe("the backend's memory", () => {
  it("R35: is kept in the image as on one machine", () => {
    const image = readFileSync(new URL("../../../Dockerfile.backend", import.meta.url), "utf8")
    const said = [...image.matchAll(/\b([A-Z_]+)=(?:"([^"]*)"|(\S+))/g)].map(([, name, quoted, bare]) => [
      name ?? "",
      quoted ?? bare
    ])
    assert.deepInclude(Object.fromEntries(said), memory)
  })
})
