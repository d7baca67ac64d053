import { isObject, type Json } from "./json.ts"

const text = (description: string, example: string) => ({
  description,
  schema: { type: "string", examples: [example] }
})

const headers = {
  etag: text("Names this state of the answer, for If-None-Match or If-Match.", '"7"'),
  retryAfter: text("After so many seconds it may be tried again.", "5"),
  redirectTo: text("Where to sign in; only when nobody is signed in.", "/login"),
  contentRange: text("Which bytes of how many these are.", "bytes 0-99/18874368"),
  contentSize: text("How many bytes there are.", "bytes */18874368"),
  acceptRanges: text("Ranges are counted in bytes.", "bytes"),
  disposition: text("Only with `download=1`: the name to save it under.", 'attachment; filename="a.ts"'),
  cookies: text(
    "The session's cookies, HttpOnly; or that they are gone.",
    "__Host-access_token_1f2e3d4c=...; Path=/; HttpOnly; Secure"
  )
}

const header = (name: string, description: string, example: string) => ({
  name,
  in: "header",
  required: false,
  description,
  schema: { type: "string", examples: [example] }
})

const ifNoneMatch = header(
  "If-None-Match",
  "The ETag of the answer that is already there: 304 while it is the same.",
  '"7"'
)

const lists = new Set(["subscriptions.list", "sources.list"])
const tagged = new Set(["config.show", "config.save", "config.restore"])
const files = new Set(["recordings.download", "exports.file"])
const setsCookies = new Set(["auth.login", "auth.refresh", "auth.logout"])

const also = (responses: Json, status: string, more: Json): Json => {
  const told = responses[status]
  if (!isObject(told)) return responses
  const known = isObject(told["headers"]) ? told["headers"] : {}
  return { ...responses, [status]: { ...told, headers: { ...known, ...more } } }
}

const unchanged = { description: "Unchanged since that ETag; without a body", headers: { ETag: headers.etag } }

const binary = { schema: { type: "string", format: "binary" } }
const media = { "video/mp2t": binary, "video/mp4": binary }

const listed = (responses: Json): Json => ({
  ...also(responses, "200", { ETag: headers.etag }),
  "304": unchanged
})

const downloaded = (responses: Json): Json => {
  const whole = {
    ETag: headers.etag,
    "Accept-Ranges": headers.acceptRanges,
    "Content-Disposition": headers.disposition
  }
  const all = also(responses, "416", { "Content-Range": headers.contentSize })
  return {
    ...all,
    "200": { description: "The whole file", content: media, headers: whole },
    "206": {
      description: "The range that was asked for",
      content: media,
      headers: { ...whole, "Content-Range": headers.contentRange }
    },
    "304": unchanged
  }
}

/** The answers of an operation with the headers that they carry, and the headers that it takes. */
export const answering = (
  id: string,
  responses: Json
): { readonly responses: Json; readonly takes: ReadonlyArray<Json> } => {
  const told = ["429", "503"].reduce(
    (all, status) => also(all, status, { "Retry-After": headers.retryAfter }),
    responses
  )
  const isClosed = JSON.stringify(told["403"] ?? "").includes("NotSignedIn")
  const common = isClosed ? also(told, "403", { "X-Redirect-To": headers.redirectTo }) : told
  if (lists.has(id)) return { responses: listed(common), takes: [ifNoneMatch] }
  if (tagged.has(id)) return { responses: also(common, "200", { ETag: headers.etag }), takes: [] }
  if (setsCookies.has(id)) {
    const cookies = { "Set-Cookie": headers.cookies }
    return { responses: also(also(common, "200", cookies), "204", cookies), takes: [] }
  }
  if (!files.has(id)) return { responses: common, takes: [] }
  const range = header("Range", "One range of bytes; several at once are answered with the whole.", "bytes=0-99")
  const ifRange = header("If-Range", "The ETag that the range belongs to; the whole file if it is another.", '"7"')
  return { responses: downloaded(common), takes: [ifNoneMatch, range, ifRange] }
}
