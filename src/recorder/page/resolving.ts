import { NodeStream } from "@effect/platform-node"
import { Effect, FileSystem, type PlatformError, Redacted } from "effect"
import * as Program from "../../programs/Program.ts"
import { OffAir } from "../Engine.ts"
import { hostOf, isHarmless, Trouble } from "../Origin.ts"
import { Unrecordable } from "../Playlist.ts"
import type { Settings } from "../Settings.ts"
import { withLogin } from "../withLogin.ts"
import { cookieFile, type Given } from "./Given.ts"
import { type Keep, keeping } from "./Keeper.ts"
import { lastWords } from "./lastWords.ts"
import type { Answer } from "./Resolved.ts"
import * as streamlink from "./streamlink.ts"
import * as ytDlp from "./ytDlp.ts"

/** Whose page it is, and what of it is wished. */
export type Wish = Pick<Settings, "cookies" | "headers" | "login" | "proxy" | "resolution">

/** How long a program may take to find a stream. */
const patience = "60 seconds"

/** Bytes of an answer; more is none. */
const longest = 16 * 1024 * 1024

/** Runs a program to its end: what it printed, its words, and how it ended. */
const asking = Effect.fnUntraced(function* (name: string, args: ReadonlyArray<string>, keep: Keep) {
  const words: Array<string> = []
  const program = yield* Program.start({ name, args, hears: (line) => words.push(line) })
  keep(program.group)
  program.input.end()
  const output = yield* NodeStream.toString(() => program.output, { maxBytes: longest }).pipe(
    Effect.orElseSucceed(() => "")
  )
  return { output, words, exited: yield* program.ended }
}, Effect.scoped)

type Asked = Effect.Success<ReturnType<typeof asking>>

const isMute = ({ output }: Asked): boolean => output.trim() === ""

/** All that is secret about a page: what of its address is not its host, and what its site asks for. */
const secretsOf = (url: string, { cookies, headers, login, proxy }: Wish): ReadonlyArray<string> => {
  const { pathname = "", search = "" } = URL.parse(url) ?? {}
  const texts = [cookies, login, proxy].flatMap((one) => (one === undefined ? [] : [Redacted.value(one)]))
  return [
    pathname,
    search,
    ...texts,
    ...(headers === undefined ? [] : Redacted.value(headers)).map(([, value]) => value)
  ]
}

const notStored = ({ message }: PlatformError.PlatformError) =>
  new Trouble({
    message: "what the programs are told can't be written to the folder for temporary files",
    hindrance: { kind: "storage", message }
  })

/** Writes what a program is told into files that nobody else reads, and that go with the scope: arguments stand open to everyone. */
const optionsFile = Effect.fnUntraced(function* (url: string, wish: Wish, optionsFor: (given: Given) => string) {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped({ prefix: "sticky-page-" })
  const keep = yield* keeping(folder)
  const write = (name: string, text: string) =>
    Effect.as(fs.writeFileString(`${folder}/${name}`, text, { mode: 0o600 }), `${folder}/${name}`)
  const cookies = wish.cookies && cookieFile(Redacted.value(wish.cookies), URL.parse(url)?.hostname ?? "")
  const headers = wish.headers === undefined ? [] : Redacted.value(wish.headers)
  const file = yield* write(
    "options",
    optionsFor({
      url: withLogin(url, wish.login && Redacted.value(wish.login)),
      cookies: cookies && (yield* write("cookies", cookies)),
      // The programs send headers to whomever a page leads to.
      headers: headers.filter(([name]) => isHarmless(name.toLowerCase())),
      proxy: wish.proxy && Redacted.value(wish.proxy)
    })
  )
  return { file, keep }
}, Effect.mapError(notStored))

/** Finds the stream behind a page: by streamlink, and where that knows no such site by yt-dlp. */
export const resolving = Effect.fnUntraced(function* (url: string, wish: Wish) {
  const host = hostOf(url)

  const died = (name: string, { exited, words }: Asked): Answer => ({
    _tag: "Died",
    message: lastWords(name, exited, words, secretsOf(url, wish))
  })

  const byStreamlink = Effect.gen(function* () {
    const { file, keep } = yield* optionsFile(url, wish, streamlink.options)
    const asked = yield* asking("streamlink", ["--config", file], keep)
    return isMute(asked) ? died("streamlink", asked) : streamlink.read(asked.output, host, wish.resolution)
  })
  const byYtDlp = Effect.gen(function* () {
    const { file, keep } = yield* optionsFile(url, wish, ytDlp.options)
    const ask = (more: ReadonlyArray<string>) =>
      asking("yt-dlp", ["--ignore-config", ...more, "--config-locations", file], keep)
    const first = yield* ask(ytDlp.runtime)
    const asked = ytDlp.isWithoutRuntimes(first.words) ? yield* ask([]) : first
    const isTold = asked.words.some((line) => line.startsWith("ERROR:"))
    if (isMute(asked) && !isTold) return died("yt-dlp", asked)
    return ytDlp.read(asked.output, asked.words, host, wish.resolution)
  })

  const late: Answer = {
    _tag: "Hindered",
    message: "no stream was found in time",
    hindrance: { kind: "timeout", host }
  }
  const missing: Array<string> = []
  const dead: Array<string> = []
  for (const program of [byStreamlink, byYtDlp]) {
    const answer = yield* program.pipe(
      Effect.scoped,
      Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.succeed(late) }),
      Effect.catchTag("NoProgram", ({ message }) => {
        missing.push(message)
        return Effect.succeed<Answer>({ _tag: "Unknown" })
      })
    )
    if (answer._tag === "Resolved") return answer.resolved
    if (answer._tag === "OffAir") return yield* new OffAir({ message: answer.message })
    if (answer._tag === "Hindered") return yield* new Trouble(answer)
    if (answer._tag === "Died") dead.push(answer.message)
  }
  if (dead.length > 0) {
    const message = [...dead, ...missing].join("; ")
    return yield* new Trouble({ message, hindrance: { kind: "other", message } })
  }
  const nobody = `no program that finds streams knows the page of ${host}`
  return yield* new Unrecordable({
    message: missing.length === 2 ? missing.join(", or ") : [nobody, ...missing].join("; ")
  })
})
