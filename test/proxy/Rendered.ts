import { join } from "node:path"
import { Effect, FileSystem } from "effect"
import { pathOf } from "../Programs.ts"

/** The proxy's own files. */
export const proxyFolder = join(import.meta.dirname, "../../proxy")

/** What the image sets for every variable of the template. */
const defaults = {
  THUMBNAILER_URL: "",
  SERVER_NAME: "_",
  PLAIN_HTTP: "false",
  HTTPS_PORT: "443",
  HSTS_SECONDS: "31536000"
}

export type Variables = Readonly<Record<string, string>> & {
  readonly BACKEND_URL: string
  readonly MEDIA_ROOT: string
  readonly WEB_ROOT: string
}

/** As the public image does it: only names that the environment has are replaced. */
const envsubst = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole)

/**
 * The configuration of the image, made to live in `folder`: what is at fixed places there (its run-time folder, its module,
 * its files and its log) is here. Gives the environment of nginx and `prepare.sh`.
 */
export const rendered = Effect.fnUntraced(function* (folder: string, variables: Variables) {
  const fs = yield* FileSystem.FileSystem
  const environment = { ...defaults, ...variables }
  const moved = (text: string): string =>
    text
      .replaceAll("/usr/lib/nginx/modules/ngx_http_js_module.so", pathOf("njs"))
      .replaceAll("/tmp/sticky", folder)
      .replaceAll("/etc/nginx/conf.d/", `${folder}/`)
      .replaceAll("/etc/nginx/sticky/", `${folder}/`)
      .replaceAll("/dev/stdout", `${folder}/access.log`)
  const copy = Effect.fnUntraced(function* (name: string, to: string, change: (text: string) => string) {
    yield* fs.writeFileString(`${folder}/${to}`, change(yield* fs.readFileString(`${proxyFolder}/${name}`)))
  })
  // Each worker remembers names for itself; with one, what is remembered shows.
  yield* copy("nginx.conf", "nginx.conf", (text) => moved(text).replace("worker_processes auto", "worker_processes 1"))
  yield* copy("sticky.conf.template", "sticky.conf", (text) => envsubst(moved(text), environment))
  for (const name of ["prepare.sh", "auth.js", "limits.conf", "problems.conf"]) yield* copy(name, name, moved)
  return environment
})
