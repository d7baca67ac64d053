import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Config, Effect, Option } from "effect"

const variable = (name: string) => Option.getOrUndefined(Effect.runSync(Config.option(Config.String(name))))

const folders = [...(variable("PATH") ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"]

const inPath = (...names: ReadonlyArray<string>): string | undefined =>
  names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file))

/** Where each program that tests may need is: an absolute path, or undefined where it is not installed. */
const programs = {
  nginx: inPath("nginx"),
  /** The njs module of nginx, to be loaded by path. */
  njs: ["/usr/lib/nginx/modules", "/usr/share/nginx/modules"]
    .map((folder) => join(folder, "ngx_http_js_module.so"))
    .find((file) => existsSync(file)),
  /** The command that runs JavaScript by njs alone. */
  njsCommand: inPath("njs"),
  chromium: variable("CHROMIUM") ?? inPath("chromium", "chromium-browser", "google-chrome"),
  ffmpeg: inPath("ffmpeg"),
  ffprobe: inPath("ffprobe"),
  script: inPath("script"),
  streamlink: inPath("streamlink"),
  ytDlp: inPath("yt-dlp"),
  /** The Python that Debian's packages are for, where it has GStreamer's RTSP server. */
  rtspServer: ["/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"].some((folder) =>
    existsSync(join(folder, "girepository-1.0/GstRtspServer-1.0.typelib"))
  )
    ? ["/usr/bin/python3"].find((file) => existsSync(file))
    : undefined
}

export type Program = keyof typeof programs

/** The path of an installed program; for use inside of `needing`. */
export const pathOf = (program: Program): string => programs[program] ?? assert.fail(`${program} is not installed`)

/**
 * A `describe` for tests that need these programs: where one is missing they are skipped under a name that says so, and in
 * CI, where `make test` installs them, that is a failure.
 */
export const needing =
  (...needed: ReadonlyArray<Program>) =>
  (name: string, body: () => void): void => {
    const missing = needed.filter((program) => programs[program] === undefined)
    if (missing.length === 0) return void describe(name, body)
    const without = `${name} (not installed: ${missing.join(", ")})`
    if (variable("CI") === "true") it(without, () => assert.fail(`install ${missing.join(", ")}: see tools/test-setup`))
    else describe.skip(without, body)
  }
