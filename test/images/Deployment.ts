import { cpSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Config, Context, Effect, FileSystem, Layer, Option, Path, Schema } from "effect"
import { freePort } from "../../src/local/processes/freePort.ts"
import { run, succeed } from "./command.ts"
import { type Visit, visit } from "./visit.ts"

const root = join(import.meta.dirname, "../..")

/** What the images and the composed stack are made of. */
const parts = [
  ...["Makefile", "VERSION", "LICENSE", "package.json", "package-lock.json", "tsconfig.json", "compose.yaml"],
  ...[".dockerignore", "Dockerfile.backend", "Dockerfile.frontend", "Dockerfile.overseer", "Dockerfile.proxy"],
  ...["migrations", "proxy", "public", "src", "tools"]
]

const variable = (name: string, otherwise: string) =>
  Effect.map(Effect.orDie(Config.option(Config.String(name))), (found) =>
    Option.getOrElse(
      Option.filter(found, (text) => text !== ""),
      () => otherwise
    )
  )

const SignedIn = Schema.fromJsonString(Schema.Struct({ access_token: Schema.String }))

/**
 * A copy of the product as an operator has it, to be deployed on this machine's engine under names and ports of its own. Whatever it
 * left there, images included, is removed with it.
 */
export class Deployment extends Context.Service<Deployment>()("test/images/Deployment", {
  make: Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const engine = yield* variable("DOCKER", "docker")
    const composer = (yield* variable("COMPOSE", "docker compose")).split(" ")
    const flags = yield* variable("BUILD_FLAGS", "")
    const folder = yield* fs.makeTempDirectoryScoped({ prefix: "sticky-images-" })
    for (const part of parts) cpSync(join(root, part), path.join(folder, part), { recursive: true })
    const [httpPort, httpsPort] = yield* Effect.all([freePort(0), freePort(0)])
    const project = `sticky-test-${httpsPort}`
    const prefix = `${project}/`
    const envFile = path.join(folder, ".env")
    const given = {
      COMPOSE_PROJECT_NAME: project,
      IMAGE_PREFIX: prefix,
      BIND: "127.0.0.1",
      HTTP_PORT: httpPort,
      HTTPS_PORT: httpsPort
    }
    yield* fs.writeFileString(
      envFile,
      Object.entries(given)
        .map(([name, value]) => `${name}=${value}\n`)
        .join("")
    )

    const docker = (...args: ReadonlyArray<string>) => succeed(engine, args)
    const compose = (...args: ReadonlyArray<string>) =>
      succeed(composer[0] ?? "docker-compose", [...composer.slice(1), ...args], { cwd: folder })
    const inFolder = {
      cwd: folder,
      env: { DOCKER: engine, COMPOSE: composer.join(" "), BUILD_FLAGS: flags, MAKEFLAGS: "" }
    }
    const image = (name: string) => `${prefix}sticky-${name}:latest`

    yield* Effect.addFinalizer(() =>
      Effect.gen(function* () {
        yield* run(
          composer[0] ?? "docker-compose",
          [...composer.slice(1), "down", "-v", "--remove-orphans", "-t", "5"],
          { cwd: folder }
        )
        const images = yield* run(engine, ["images", "-q", "--filter", `reference=${prefix}*`])
        const ids = [...new Set(images.out.split("\n").filter((id) => id !== ""))]
        if (ids.length > 0) yield* run(engine, ["rmi", "-f", ...ids])
      })
    )

    let trusted = ""
    const ask = (path: string, about: Visit = {}) => Effect.orDie(visit(httpsPort, trusted, path, about))

    return {
      folder,
      image,
      httpPort,
      httpsPort,
      docker,
      compose,
      /** Runs a make target in the folder. */
      make: (...args: ReadonlyArray<string>) => run("make", args, inFolder),
      /** Believes from now on in the certificate that the proxy made. */
      trust: Effect.map(compose("exec", "-T", "proxy", "cat", "/certificates/self-signed.crt"), (certificate) => {
        trusted = certificate
      }),
      /** Believes from now on in the certificate in this file. */
      trustFile: (file: string) =>
        Effect.map(Effect.orDie(fs.readFileString(file)), (certificate) => {
          trusted = certificate
        }),
      /** One request through the proxy, by https. */
      ask,
      /** The same while there may be nobody yet. */
      attempt: (path: string) => visit(httpsPort, trusted, path),
      /** A value of `.env`. */
      value: (name: string) =>
        Effect.map(fs.readFileString(envFile), (text) => new RegExp(`^${name}=(.*)$`, "m").exec(text)?.[1] ?? ""),
      /** Adds a value to `.env`. */
      set: (name: string, value: string) => fs.writeFileString(envFile, `${name}=${value}\n`, { flag: "a" }),
      /** The containers of a service. */
      containers: (service: string) =>
        Effect.map(compose("ps", "-q", service), (ids) => ids.split("\n").filter((id) => id !== "")),
      signIn: (username: string, password: string) =>
        ask("/api/auth/login", { method: "POST", body: { username, password } }).pipe(
          Effect.flatMap(({ text }) => Effect.orDie(Schema.decodeEffect(SignedIn)(text))),
          Effect.map(({ access_token }) => ({ authorization: `Bearer ${access_token}` }))
        )
    }
  })
}) {
  static readonly layer = Layer.effect(Deployment, Deployment.make).pipe(Layer.provideMerge(NodeServices.layer))
}
