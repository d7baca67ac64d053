import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem, Option, Redacted, Schema, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { installation, jwtSecret } from "../http/World.ts"
import { ownPort } from "../ownPort.ts"
import { pathOf } from "../Programs.ts"
import { eventually } from "../stack/eventually.ts"
import { rendered } from "./Rendered.ts"

export const proxySecret = "a secret between proxy and backend"

export const publicFolder = join(import.meta.dirname, "../../public")

class Unprepared extends Schema.TaggedError<Unprepared>()("Unprepared", { message: Schema.String }) {}

export interface Setting {
  /** `http://host:port` */
  readonly backend: string
  readonly mediaRoot?: string
  readonly webRoot?: string
  /** Listens with TLS, and redirects from plain HTTP to it; otherwise plain HTTP by the explicit setting. */
  readonly tls?: boolean
  /** More of the proxy's environment. */
  readonly env?: Readonly<Record<string, string>>
  /** Changes the rendered configuration before nginx reads it. */
  readonly change?: (configuration: string) => string
  /** Runs all of it as a user without any rights, who owns nothing but the folder. */
  readonly unprivileged?: boolean
}

const isOpen = (port: number) =>
  Effect.callback<boolean>((resume) => {
    const socket = connect(port, "127.0.0.1")
    socket.once("connect", () => resume(Effect.succeed(true)))
    socket.once("error", () => resume(Effect.succeed(false)))
    return Effect.sync(() => socket.destroy())
  })

/** All that a program says, as it comes. */
const listening = (all: Stream.Stream<Uint8Array, unknown>) =>
  Effect.gen(function* () {
    const said: Array<string> = []
    yield* all.pipe(
      Stream.decodeText(),
      Stream.runForEach((text) => Effect.sync(() => void said.push(text))),
      Effect.ignore,
      Effect.forkScoped
    )
    return said
  })

const isRoot = process.getuid?.() === 0
const nobody = "65534"

type Command = readonly [command: string, args: ReadonlyArray<string>]
const asOurselves = (command: string, args: ReadonlyArray<string>): Command => [command, args]
const asNobody = (command: string, args: ReadonlyArray<string>): Command => [
  "setpriv",
  [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", "--inh-caps=-all", "--no-new-privs", command, ...args]
]

/** Runs a program to its end; what it said, or a failure with that. */
const run = Effect.fnUntraced(function* (
  command: string,
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>>
) {
  const handle = yield* ChildProcess.make(command, args, { env, extendEnv: true, stdin: "ignore" })
  const text = yield* handle.all.pipe(Stream.decodeText(), Stream.mkString)
  if ((yield* handle.exitCode) !== 0) return yield* new Unprepared({ message: `${command}: ${text}` })
  return text
}, Effect.scoped)

/** A real nginx with the proxy's configuration on ports of its own; ended with the scope. */
export const nginx = Effect.fnUntraced(
  function* (setting: Setting) {
    const fs = yield* FileSystem.FileSystem
    const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-proxy-" })
    const plainPort = yield* ownPort
    const tlsPort = yield* ownPort
    yield* fs.makeDirectory(`${folder}/recordings`)
    const environment = yield* rendered(folder, {
      BACKEND_URL: setting.backend,
      MEDIA_ROOT: setting.mediaRoot ?? `${folder}/recordings`,
      WEB_ROOT: setting.webRoot ?? publicFolder,
      PLAIN_HTTP: String(setting.tls !== true),
      HTTPS_PORT: String(tlsPort),
      HTTP_LISTEN: `127.0.0.1:${plainPort}`,
      HTTPS_LISTEN: `127.0.0.1:${tlsPort}`,
      RESOLVER: "127.0.0.1:9",
      JWT_SECRET: Redacted.value(jwtSecret),
      PROXY_SECRET: proxySecret,
      INSTALLATION: installation,
      ...setting.env
    })
    if (setting.change !== undefined) {
      const file = `${folder}/sticky.conf`
      yield* fs.writeFileString(file, setting.change(yield* fs.readFileString(file)))
    }
    const runAs = setting.unprivileged === true && isRoot ? asNobody : asOurselves
    if (runAs === asNobody) yield* run("chown", ["-R", nobody, folder], {})
    const prepared = yield* run(...runAs("sh", [`${folder}/prepare.sh`]), environment)
    // Workers of a privileged master become nobody, who may not see a checkout below somebody's home.
    const user = runAs === asOurselves && isRoot ? " user root;" : ""
    const started = runAs(pathOf("nginx"), ["-e", "stderr", "-c", `${folder}/nginx.conf`, "-g", `daemon off;${user}`])
    const handle = yield* ChildProcess.make(...started, {
      env: environment,
      extendEnv: true,
      stdin: "ignore",
      killSignal: "SIGTERM"
    })
    const said = yield* listening(handle.all)
    yield* eventually(
      "nginx",
      Effect.map(isOpen(plainPort), (open) => (open ? Option.some(true) : Option.none()))
    ).pipe(
      Effect.raceFirst(
        Effect.flatMap(Effect.ignore(handle.exitCode), () =>
          Effect.die(new Error(`nginx ended; it said:\n${said.join("")}`))
        )
      )
    )
    return {
      folder,
      pid: handle.pid,
      prepared,
      plainPort,
      tlsPort,
      url: `http://127.0.0.1:${plainPort}`,
      /** The certificate that was made, as PEM. */
      certificate: Effect.orDie(fs.readFileString(`${folder}/certificate/self-signed.crt`)),
      /** The access log so far. */
      log: Effect.orDie(fs.readFileString(`${folder}/access.log`)),
      /** What nginx complained of so far. */
      said: (): string => said.join("")
    }
  },
  Effect.provide(NodeServices.layer),
  Effect.orDie
)

export type Nginx = Effect.Success<ReturnType<typeof nginx>>
