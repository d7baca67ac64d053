import { addressOf } from "./router.js"
import { isOver, isSoonOver, keep } from "./session.js"

const asked = globalThis.early ?? new Map()

/** The answer that was asked for early, once; undefined where none was. */
const taken = (path) => {
  const answer = asked.get(path)
  asked.delete(path)
  return answer
}

/** An answer that refuses: the server's sentence, its stable word and the refused fields. `code` is `away` when none came. */
export class Refused extends Error {
  constructor({ sentence, code, status, fields = [], retryAfter = null, answer = {} }) {
    super(sentence)
    this.code = code
    this.status = status
    this.fields = fields
    this.retryAfter = retryAfter
    this.answer = answer
  }
}

/** The session is over: only signing in again helps. */
export class SignedOut extends Error {}

/** What is said of everything shown while the server is away. */
export const awaySentence = "The server can't be reached. What you see may be old; it is tried again by itself."

const away = () => new Refused({ sentence: awaySentence, code: "away", status: 0 })

const send = async (method, path, { body, text, headers = {}, signal, keepalive = false } = {}) => {
  // What was asked for early is as good as what is asked for now, until something is changed.
  if (method !== "GET") asked.clear()
  try {
    const early = taken(path)
    if (early !== undefined) return await early
    return await fetch(addressOf(path), {
      method,
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(text !== undefined && { "content-type": "text/plain" }),
        ...headers
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(text !== undefined && { body: text }),
      keepalive,
      credentials: "same-origin",
      cache: "no-store",
      ...(signal !== undefined && { signal })
    })
  } catch (error) {
    if (error.name === "AbortError") throw error
    throw away()
  }
}

/** How long what was asked for early may wait for whoever needs it, in milliseconds. */
const keeps = 10_000

/** Asks for what a page that is still on its way reads first. */
export const askEarly = (path) => {
  if (isSoonOver()) return
  const answer = send("GET", path)
  // Whoever takes it hears of its failure.
  answer.catch(() => undefined)
  asked.set(path, answer)
  setTimeout(() => asked.get(path) === answer && asked.delete(path), keeps)
}

const refusal = async (response) => {
  const problem = await response.json().catch(() => ({}))
  const wait = Number(response.headers.get("retry-after") ?? Number.NaN)
  return new Refused({
    sentence: problem.error ?? `The server answered ${response.status}. Try again in a moment.`,
    code: problem.code ?? "unknown",
    status: response.status,
    fields: problem.errors ?? [],
    retryAfter: Number.isFinite(wait) ? wait : null,
    answer: problem
  })
}

let renewing

/** Renews the access token once, however many requests found it dead. False: the session is over. */
const renew = () => {
  renewing ??= send("POST", "/api/auth/refresh")
    .then(async (response) => {
      if (response.ok) {
        keep((await response.json()).access_token)
        return true
      }
      if (response.status === 401 || response.status === 403) return false
      throw away()
    })
    .finally(() => {
      renewing = undefined
    })
  return renewing
}

/** Renews a token that is about to end, so that nobody is refused first. A server that is away may let the old one do. */
const renewInTime = () =>
  renew().catch((error) => {
    if (isOver()) throw error
    return true
  })

/** Renews a token that is about to end, for requests that are not made here; where it can't, they are refused. */
export const fresh = async () => {
  if (isSoonOver()) await renewInTime().catch(() => false)
}

const isDead = (response) =>
  response.status === 401 || (response.status === 403 && response.headers.get("x-redirect-to") === "/login")

const over = () => new SignedOut("Your session is over. Sign in again.")

const ask = async (method, path, options) => {
  if (path.startsWith("/api/auth/")) return send(method, path, options)
  // A page that is being left has no time for two requests in a row.
  if (options?.keepalive !== true && isSoonOver() && !(await renewInTime())) throw over()
  const response = await send(method, path, options)
  if (!isDead(response)) return response
  if (!(await renew())) throw over()
  const again = await send(method, path, options)
  if (isDead(again)) throw over()
  return again
}

/** The answer's status and its JSON, null for none. `body` goes out as JSON, `text` as plain text. Renews a dead token once; throws `Refused` or `SignedOut`. */
export const answered = async (method, path, options) => {
  const response = await ask(method, path, options)
  if (!response.ok) throw await refusal(response)
  return { status: response.status, answer: response.status === 204 ? null : await response.json() }
}

/** The same for its JSON alone. */
export const request = async (method, path, options) => (await answered(method, path, options)).answer

/** Reads a list again and again: gives `undefined` for one that has not changed since the last time. */
export const watched = (path) => {
  let tag
  return async (signal) => {
    const response = await ask("GET", path, { headers: tag === undefined ? {} : { "if-none-match": tag }, signal })
    if (response.status === 304) return undefined
    if (!response.ok) throw await refusal(response)
    tag = response.headers.get("etag") ?? undefined
    return response.json()
  }
}

/** A path with its query; absent and empty values are left out, lists repeat their name. */
export const query = (path, values) => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") search.append(name, String(one))
    }
  }
  const text = search.toString()
  return text === "" ? path : `${path}?${text}`
}
