/*
 * Whether a request brings a good access token, and whose it is. It says the same as the backend's own check: HS256 and nothing
 * else, `exp` required. Written for njs 0.7.9 as well as for today's: nothing newer than arrow functions, no state between
 * requests.
 */
// biome-ignore lint/style/useNodejsImportProtocol: njs has its own module, by this name.
import crypto from "crypto"

/** No token that was issued here is longer; what is far longer isn't worth the work of a check. */
const longest = 2000

/*
 * A token has three parts in base64url without padding; the last one has the 43 characters of 32 bytes. The ends are written
 * twice, since to njs 0.7.9 a `$` is also before a line break at the end.
 */
const compact = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$(?!\n)/
const bearer = /^Bearer +([^\s]+)$(?!\n)/i
const userId = /^[1-9][0-9]{0,15}$(?!\n)/
const sessionId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$(?!\n)/

/** Compares texts of one length in a time that doesn't tell where they differ; njs has no timingSafeEqual. */
const areEqual = (a, b) => {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}

const read = (part) => {
  const value = JSON.parse(Buffer.from(part, "base64url").toString())
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}
}

const isSecond = (value) => Number.isSafeInteger(value)

/**
 * What a token says as "<user id> <role> <session id>", or "" when it can't be believed. `now` is in seconds. The signature is
 * checked before anything is read; compared as text, so that each token has one spelling only.
 */
const claimed = (token, secret, now) => {
  if (token.length > longest) return ""
  const parts = compact.exec(token)
  if (parts === null) return ""
  const signature = crypto.createHmac("sha256", secret).update(`${parts[1]}.${parts[2]}`).digest("base64url")
  if (!areEqual(signature, parts[3])) return ""
  try {
    const header = read(parts[1])
    if (header.alg !== "HS256" || header.crit !== undefined) return ""
    const claims = read(parts[2])
    if (!isSecond(claims.exp) || claims.exp <= now || !isSecond(claims.iat)) return ""
    if (claims.nbf !== undefined && !(isSecond(claims.nbf) && claims.nbf <= now)) return ""
    if (typeof claims.sub !== "string" || !userId.test(claims.sub) || !isSecond(Number(claims.sub))) return ""
    if (typeof claims.session_id !== "string" || !sessionId.test(claims.session_id)) return ""
    if (claims.role !== "admin" && claims.role !== "user") return ""
    return `${claims.sub} ${claims.role} ${claims.session_id}`
  } catch (_unreadable) {
    return ""
  }
}

/** What an installation may be called. */
const name = /^[a-z0-9]{1,32}$(?!\n)/

const pairsOf = (header) => header.split(";").map((pair) => pair.trim())

const hasCookie = (header, named) => pairsOf(header).some((pair) => pair.startsWith(`${named}=`))

/** A cookie's value; null where there is none, or several that differ: then nobody can say which of them the user meant. */
const cookie = (header, named) => {
  const found = pairsOf(header)
    .filter((pair) => pair.startsWith(`${named}=`))
    .map((pair) => pair.slice(named.length + 1))
  return found.length > 0 && found.every((one) => one === found[0]) ? found[0] : null
}

/** What browsers hold a cookie's name to: by this host alone, over TLS, or nothing. What is held to more stands before. */
const prefixes = ["__Host-", "__Secure-", ""]

/**
 * The token that a request means: an Authorization header's, whatever is in it, or else that of this installation's cookie, which
 * the backend names by the same variable.
 */
const tokenOf = (authorization, cookies, installation) => {
  if (authorization !== undefined) {
    const found = bearer.exec(authorization)
    return found === null ? null : found[1]
  }
  if (cookies === undefined || !name.test(installation)) return null
  const names = prefixes.map((prefix) => `${prefix}access_token_${installation}`)
  const given = names.filter((one) => hasCookie(cookies, one))
  return given.length === 0 ? null : cookie(cookies, given[0])
}

/** For `js_set`: whose request it is, "" for nobody's. Without a secret worth the name, every request is nobody's. */
const caller = (r) => {
  const secret = process.env.JWT_SECRET
  if (secret === undefined || Buffer.byteLength(secret) < 32) return ""
  const token = tokenOf(r.variables.http_authorization, r.variables.http_cookie, process.env.INSTALLATION || "")
  return token === null ? "" : claimed(token, secret, Math.floor(Date.now() / 1000))
}

/** For `js_set`: what tells the backend that a request came through here. Read from the environment, so no file holds it. */
const proxySecret = () => process.env.PROXY_SECRET

export default { caller, proxySecret, tokenOf, claimed }
