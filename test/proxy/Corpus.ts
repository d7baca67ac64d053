/** Ways to write "one up", and what only looks like it. */
const ups = [
  "/../",
  "/%2e%2e/",
  "/%2E./",
  "/.%2e/",
  "%2f..%2f",
  "%2F%2e%2e%2F",
  "/..%2f",
  "//../",
  "/./../",
  "/..//",
  ";/../",
  "/..;/",
  "/x/../../",
  "?/../",
  "%3f/../",
  "%23/../",
  "%00/../",
  "\\..\\",
  "%5c..%5c",
  "/..%5c",
  "%252f..%252f",
  "/%252e%252e/",
  "/..%c0%af",
  "/%c0%ae%c0%ae/"
]

/** What might be taken for the same address. */
const suffixes = [
  "X",
  "/",
  "//",
  "/.",
  "%20",
  "%2f",
  ";x",
  ";/",
  ".json",
  ":80",
  "%00",
  "%0a",
  "/x",
  "?x",
  "%3fx",
  "&x",
  "~",
  "*",
  "\\"
]

/** The addresses of the API that nobody has to sign in for. */
export const open: ReadonlyArray<string> = [
  "/api/health",
  "/api/livez",
  "/api/readyz",
  "/api/auth/login",
  "/api/auth/refresh",
  "/api/auth/logout"
]
const pages = ["/login", "/app.js", "/source/hls/a", "/thumbnails/hls/a", "/_media"]

const up = (from: string, way: string, target: string): string => {
  const depth = from.split("/").length - 1
  // The last of the ways ends at the root; those before it climb the rest.
  return `${from}${"/..".repeat(depth - 1)}${way}${target}`
}

/** Addresses that begin like an open one and might end as a closed one, or the other way round. */
export const corpus: ReadonlyArray<string> = [
  ...["api/users", "api/me", "api/sources", "metrics", "_media/hls/a/x.ts", "api//users"].flatMap((target) =>
    [...open, ...pages].flatMap((from) => ups.map((way) => up(from, way, target)))
  ),
  ...ups.map((way) => `/api/health${way}users`),
  ...open.flatMap((from) => suffixes.map((suffix) => from + suffix)),
  ...[
    "//api/users",
    "/./api/users",
    "/api/./users",
    "/api//users",
    "/%61pi/users",
    "/api/%75sers",
    "/api%2fusers",
    "/API/users"
  ],
  ...[
    "/x/..//api/users",
    "/api/users/../health",
    "/metrics/../api/users",
    "/api/users;/../health",
    "/Metrics",
    "//metrics"
  ],
  ...[
    "/metrics/",
    "/%6detrics",
    "/metrics%2f",
    "/api/../metrics",
    "http://door.example/metrics",
    "http://door.example/api/users"
  ],
  ...[
    "http://door.example/api/health/../users",
    "https://evil.example/api/users",
    "*",
    "door.example:80",
    "/api/users#/api/health"
  ]
]

/** Names that mean more than a name to somebody. */
const names = [
  "..",
  "%2e%2e",
  "..%2f..",
  "%2e%2e%2f%2e%2e",
  ".",
  "%2e",
  "a%2f..%2f..",
  "%00",
  "a%00",
  "a%0a",
  "a%0d%0a",
  "%5c..",
  "..;",
  "%c0%ae%c0%ae",
  "-rf",
  "$(id)",
  "a%2500"
]
/** Paths that lead out of a folder, if anybody follows them. */
const ends = [
  "outside.ts",
  "../outside.ts",
  "..%2foutside.ts",
  "%2e%2e%2foutside.ts",
  "..%2f..%2f..%2foutside.ts",
  "..%2f..%2finside.ts",
  "%2fetc%2fpasswd",
  "/etc/passwd",
  "x.ts%00.jpg",
  "x.ts%0a",
  "..%5coutside.ts",
  "%252e%252e%252foutside.ts"
]
/** Addresses of recordings and subscriptions made of those. */
export const crafted: ReadonlyArray<string> = [
  ...names.flatMap((driver) => ends.map((end) => `/api/sources/${driver}/a/files/${end}`)),
  ...names.flatMap((source) => ends.map((end) => `/api/sources/hls/${source}/files/${end}`)),
  ...names.map((session) => `/api/sources/hls/a/sessions/${session}/index.m3u8`),
  ...ends.map((end) => `/api/sources/hls/a/files/${end}`),
  ...names.flatMap((name) => [`/api/subscriptions/${name}/a`, `/api/subscriptions/hls/${name}`])
]
