import { createHmac } from "node:crypto"
import { Effect, Redacted } from "effect"
import { SignJWT } from "jose"
import { jwtSecret } from "../http/World.ts"
import { session } from "./Token.ts"

const genuine = { sub: "42", session_id: session, role: "admin", iat: 0, exp: 900 }

/** A token signed with the right key, good from 0 to 900, but for what is changed in its claims. */
export const signed = (change: Readonly<Record<string, unknown>>): Effect.Effect<string> =>
  Effect.promise(() =>
    // What is undefined is left out.
    new SignJWT(JSON.parse(JSON.stringify({ ...genuine, ...change })))
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .sign(new TextEncoder().encode(Redacted.value(jwtSecret)))
  )

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

/** The same with another header, whatever that claims, over a signature that HS256 makes with the right key. */
export const headed = (header: unknown): string => {
  const text = `${part(header)}.${part(genuine)}`
  return `${text}.${createHmac("sha256", Redacted.value(jwtSecret)).update(text).digest("base64url")}`
}

/** Headers that the backend would never write, each of which spoils a token. */
export const headers: Readonly<Record<string, unknown>> = {
  "no alg": { typ: "JWT" },
  "alg none": { alg: "none" },
  "alg in small letters": { alg: "hs256" },
  "alg HS512": { alg: "HS512" },
  "alg RS256": { alg: "RS256" },
  "a list as alg": { alg: ["HS256"] },
  "an extension that must be understood": { alg: "HS256", crit: ["own"], own: 1 },
  "an empty list of extensions": { alg: "HS256", crit: [] },
  "a list as header": ["HS256"],
  "null as header": null,
  "a word as header": "HS256"
}

/** Claims that the backend would never write, each of which spoils a token. */
export const misfits: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "a number as sub": { sub: 42 },
  "sub zero": { sub: "0" },
  "sub with a sign": { sub: "+42" },
  "sub with a line break": { sub: "42\n" },
  "sub beyond safe integers": { sub: "9999999999999999" },
  "no sub": { sub: undefined },
  "a session that is no UUID": { session_id: "1" },
  "a session with more behind it": { session_id: `${session} admin` },
  "a session with a line break": { session_id: `${session}\n` },
  "a list as session": { session_id: [session] },
  "no session": { session_id: undefined },
  "an unknown role": { role: "root" },
  "a role among others": { role: ["admin"] },
  "no role": { role: undefined },
  "no iat": { iat: undefined },
  "exp as text": { exp: "900" },
  "a fraction as exp": { exp: 900.5 },
  "exp null": { exp: null },
  "exp beyond all numbers": { exp: 1e300 },
  "a time before which it must not be used": { nbf: 100 }
}
