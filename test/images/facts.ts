import { readFileSync, writeFileSync } from "node:fs"
import { get } from "node:http"
import { availableParallelism, loadavg } from "node:os"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import { Clock, Config, Console, DateTime, Effect, Option, Schema } from "effect"
import { refused } from "../../src/environment/ExitCodes.ts"
import { eventually } from "../stack/eventually.ts"
import { run, succeed } from "./command.ts"

const engine = Option.getOrElse(Effect.runSync(Config.option(Config.String("DOCKER"))), () => "docker")

const docker = (...args: ReadonlyArray<string>) => succeed(engine, args)

/** Says to whoever reads the run what was measured. */
export const tell = (...lines: ReadonlyArray<string>) => Console.log(lines.map((line) => `  ${line}`).join("\n"))

export const version = Effect.sync(() => readFileSync(join(import.meta.dirname, "../../VERSION"), "utf8").trim())

const Ports = Schema.NullOr(Schema.Record(Schema.String, Schema.NullOr(Schema.Array(Schema.Unknown))))

const Container = Schema.Struct({
  State: Schema.Struct({ ExitCode: Schema.Int, StartedAt: Schema.String }),
  Config: Schema.Struct({ User: Schema.String }),
  HostConfig: Schema.Struct({ ReadonlyRootfs: Schema.Boolean, CapDrop: Schema.NullOr(Schema.Array(Schema.String)) }),
  NetworkSettings: Schema.Struct({
    Ports,
    Networks: Schema.Record(Schema.String, Schema.Struct({ IPAddress: Schema.String }))
  })
})
type Container = typeof Container.Type

const Image = Schema.Struct({
  Id: Schema.String,
  Size: Schema.Int,
  Config: Schema.Struct({
    User: Schema.optional(Schema.String),
    Labels: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.String))),
    Healthcheck: Schema.optional(Schema.Unknown)
  })
})

const inspected =
  <A, I>(schema: Schema.Codec<A, I>) =>
  (name: string) =>
    docker("inspect", name).pipe(
      Effect.flatMap((text) => Effect.orDie(Schema.decodeEffect(Schema.fromJsonString(Schema.Tuple([schema])))(text))),
      Effect.map(([one]) => one)
    )

/** What the engine says of a container, by its id. */
export const container = inspected(Container)

/** What the engine says of an image, by its name. */
export const image = inspected(Image)

/** The image that the backend's is built with. */
export const baseOfBackend = Effect.sync(() => {
  const text = readFileSync(join(import.meta.dirname, "../../Dockerfile.backend"), "utf8")
  return /^ARG NODE_IMAGE=(\S+)$/m.exec(text)?.[1] ?? assert.fail("Dockerfile.backend names no NODE_IMAGE")
})

/** Bytes of each layer. */
export const layers = (name: string) =>
  Effect.map(docker("history", "--human=false", "--format", "{{.Size}}", name), (text) => text.split("\n").map(Number))

/** The paths of all files of an image, without the first slash. */
export const files = (name: string) =>
  Effect.acquireUseRelease(
    docker("create", name),
    (id) => succeed("bash", ["-o", "pipefail", "-c", `${engine} export ${id} | tar -t`]),
    (id) => docker("rm", id)
  ).pipe(Effect.map((text) => text.split("\n").filter((file) => !file.endsWith("/"))))

const isDefault = (name: string) => name.endsWith("_default")

/** The network that the services of the stack share. */
export const network = (of: Container) =>
  Object.keys(of.NetworkSettings.Networks).find(isDefault) ?? assert.fail("the container is in no network of the stack")

/** A container's address in that network. */
export const address = (id: string) =>
  Effect.map(container(id), (of) => of.NetworkSettings.Networks[network(of)]?.IPAddress ?? assert.fail("no address"))

const answers = (host: string) =>
  Effect.callback<boolean>((resume) => {
    const sent = get({ host, port: 8080, path: "/api/readyz", timeout: 1000, agent: false }, (response) => {
      response.resume()
      resume(Effect.succeed(response.statusCode === 200))
    })
    sent.on("timeout", () => sent.destroy(new Error("no answer")))
    sent.on("error", () => resume(Effect.succeed(false)))
  })

/** Waits until a container of the backend says that it is ready; when that was, in milliseconds since 1970. */
export const ready = Effect.fnUntraced(function* (id: string) {
  const host = yield* address(id)
  yield* eventually(
    `the backend at ${host}`,
    Effect.map(answers(host), (is) => (is ? Option.some(true) : Option.none()))
  )
  return yield* Clock.currentTimeMillis
})

/** Milliseconds from the moment at which the engine started the process anew to its readiness. */
export const startToReady = Effect.fnUntraced(function* (id: string) {
  yield* docker("restart", id)
  const at = yield* ready(id)
  const { State } = yield* container(id)
  return at - DateTime.toEpochMillis(DateTime.makeUnsafe(State.StartedAt))
})

/** Milliseconds that the first process of a container with Node has kept processors busy; ticks are hundredths of a second. */
export const busyFor = (id: string) =>
  docker(
    ...["exec", id, "node", "-p"],
    'require("node:fs").readFileSync("/proc/1/stat", "utf8").split(") ")[1].split(" ").slice(11, 13).reduce((a, b) => +a + +b) * 10'
  ).pipe(Effect.map(Number))

/** Whether programs have to wait for a processor here. */
export const isCrowded = Effect.sync(() => (loadavg()[0] ?? 0) > availableParallelism())

/** Bytes that the processes of a container hold in memory, what they share with others included. */
export const resident = (id: string) =>
  Effect.map(docker("top", id, "-eo", "pid,rss"), (text) =>
    text
      .split("\n")
      .slice(1)
      .reduce((sum, line) => sum + Number(line.trim().split(/\s+/)[1]) * 1024, 0)
  )

/** Bytes of a file in a container, from one offset up to another. */
export const bytesOf = (id: string, file: string, start: number, end: number) =>
  docker(
    ...["exec", id, "node", "-e"],
    `process.stdout.write(require("node:fs").readFileSync(${JSON.stringify(file)}).subarray(${start}, ${end}).toString("base64"))`
  ).pipe(Effect.map((text) => Buffer.from(text, "base64")))

/** What a backend with this environment says when it refuses to start. */
export const refusal = (name: string, env: Readonly<Record<string, string>>) =>
  run(engine, ["run", "--rm", ...Object.entries(env).flatMap(([key, value]) => ["-e", `${key}=${value}`]), name]).pipe(
    Effect.map(({ code, told }) => {
      assert.strictEqual(code, refused, told)
      return told
    })
  )

/** Makes a self-signed certificate for localhost and its key in a folder, `NAME.crt` and `NAME.key`, for each name. */
export const selfSigned = (proxy: string, folder: string, ...names: ReadonlyArray<string>) =>
  Effect.forEach(
    names,
    Effect.fnUntraced(function* (name) {
      const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
      const about = ["-days", "2", "-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:localhost"]
      const both = ["-keyout", "/dev/stdout", "-out", "/dev/stdout"]
      const text = yield* docker("run", "--rm", "--entrypoint", "openssl", proxy, ...request, ...about, ...both)
      const begin = text.indexOf("-----BEGIN CERTIFICATE")
      writeFileSync(join(folder, `${name}.crt`), text.slice(begin))
      writeFileSync(join(folder, `${name}.key`), text.slice(0, begin))
    }),
    { discard: true }
  )

const Asked = Schema.fromJsonString(Schema.Struct({ status: Schema.Int, text: Schema.String }))

/** What a program in a container with Node is answered. */
export const asked = (id: string, url: string, headers: Readonly<Record<string, string>>) =>
  docker(
    ...["exec", id, "node", "--input-type=module", "-e"],
    `const r = await fetch(${JSON.stringify(url)}, { headers: ${JSON.stringify(headers)} })
     process.stdout.write(JSON.stringify({ status: r.status, text: await r.text() }))`
  ).pipe(Effect.flatMap((text) => Effect.orDie(Schema.decodeEffect(Asked)(text))))

/** Some, once a container's healthcheck has passed. */
export const isWell = (id: string) =>
  Effect.map(docker("inspect", "--format", "{{.State.Health.Status}}", id), (status) =>
    status === "healthy" ? Option.some(true) : Option.none()
  )
