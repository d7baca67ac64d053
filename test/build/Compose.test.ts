import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Yaml } from "effect/encoding"

const root = join(import.meta.dirname, "../..")

const Service = Schema.Struct({
  user: Schema.optionalKey(Schema.String),
  environment: Schema.optionalKey(Schema.Record(Schema.String, Schema.NullOr(Schema.String))),
  volumes: Schema.optionalKey(Schema.Array(Schema.String))
})

const { services } = Schema.decodeUnknownSync(Schema.Struct({ services: Schema.Record(Schema.String, Service) }))(
  Yaml.parse(readFileSync(join(root, "compose.yaml"), "utf8"))
)

/** How compose writes a variable with what counts where it is not set. */
const variable = (name: string, otherwise = "") => `$\{${name}:-${otherwise}}`

/** Ours that write recordings, or delete them. */
const writing = ["backend", "local-overseer"]

describe("D12: the composed stack", () => {
  it.each(writing)("runs %s as the user and in the time zone that the folder's owner names", (name) => {
    assert.strictEqual(services[name]?.user, `${variable("PUID", "1000")}:${variable("PGID", "1000")}`)
    assert.strictEqual(services[name]?.environment?.["TZ"], variable("TZ"))
    assert.isTrue(services[name]?.volumes?.some((volume) => volume.endsWith(":/data/recordings")))
  })

  it("tells of both in the table of its variables", () => {
    const told = readFileSync(join(root, "docs/deployment.md"), "utf8")
    for (const name of ["TZ", "PUID", "PGID", "OVERSEER_SECRET"])
      assert.match(told, new RegExp(`^\\|.*\`${name}\``, "m"))
  })
})

describe("pictures in the composed stack", () => {
  it("are made by a service that may read recordings and write pictures, and nothing else", () => {
    const { environment, volumes } = services["local-thumbnailer"] ?? {}
    assert.deepStrictEqual(volumes, [
      `${variable("RECORDINGS", "recordings")}:/data/recordings:ro`,
      "pictures:/data/pictures"
    ])
    assert.strictEqual(environment?.["PICTURES_DIR"], "/data/pictures")
  })
})

describe("S22: the composed stack", () => {
  it("gives backend and local overseer the same secret, and recordings one folder", () => {
    for (const name of writing)
      assert.strictEqual(services[name]?.environment?.["OVERSEER_SECRET"], variable("OVERSEER_SECRET"))
    const image = readFileSync(join(root, "Dockerfile.overseer"), "utf8")
    assert.match(image, /^ENV (?:.*\\\n)*.*OVERSEER_MEDIA_ROOT=\/data\/recordings /m)
    assert.notProperty(services["local-overseer"]?.environment, "OVERSEER_MEDIA_ROOT")
  })
})
