import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose"

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")

const parts = (token: string): [string, string, string] => {
  const [header = "", payload = "", signature = ""] = token.split(".")
  return [header, payload, signature]
}

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(parts(token)[1], "base64url").toString())

const signedWith = (claims: Record<string, unknown>, secret: string | Uint8Array, alg = "HS256") =>
  new SignJWT(claims)
    .setProtectedHeader({ alg, typ: "JWT" })
    .sign(typeof secret === "string" ? new TextEncoder().encode(secret) : secret)

interface Forgery {
  readonly name: string
  /** Makes a token that must be refused from a genuine one, expiring 900 s after the clock's 0, and the secret it was signed with. */
  readonly forge: (token: string, secret: string) => Promise<string> | string
}

const unsigned = (token: string, alg: string) => `${base64url({ alg, typ: "JWT" })}.${parts(token)[1]}.`

/** What attackers and broken clients send. */
export const forgeries: ReadonlyArray<Forgery> = [
  ...["none", "None", "NONE", "nOnE", ""].map((alg) => ({
    name: `alg '${alg}' without a signature`,
    forge: (token: string) => unsigned(token, alg)
  })),
  { name: "alg none with the old signature", forge: (token) => unsigned(token, "none") + parts(token)[2] },
  { name: "another key", forge: (token) => signedWith(claimsOf(token), "another secret, 32 bytes and some more") },
  { name: "an empty signature", forge: (token) => token.slice(0, token.lastIndexOf(".") + 1) },
  { name: "no signature", forge: (token) => token.slice(0, token.lastIndexOf(".")) },
  {
    name: "no exp",
    forge: (token, secret) => {
      const { exp: _, ...claims } = claimsOf(token)
      return signedWith(claims, secret)
    }
  },
  { name: "exp in the past", forge: (token, secret) => signedWith({ ...claimsOf(token), exp: -1 }, secret) },
  { name: "exp now", forge: (token, secret) => signedWith({ ...claimsOf(token), exp: 0 }, secret) },
  ...[1, 10, 43, 44].map((count) => ({
    name: `${count} characters cut off`,
    forge: (token: string) => token.slice(0, -count)
  })),
  { name: "two dots more", forge: (token) => `${token}..` },
  { name: "a fourth part", forge: (token) => `${token}.${parts(token)[2]}` },
  { name: "a dot before", forge: (token) => `.${token}` },
  { name: "100 KB of text", forge: () => "a".repeat(100_000) },
  { name: "100 KB of dots", forge: () => ".".repeat(100_000) },
  { name: "100 KB behind it", forge: (token) => token + "A".repeat(100_000) },
  {
    name: "100 KB of claims, signed with the right key",
    forge: (token, secret) => signedWith({ ...claimsOf(token), more: "x".repeat(100_000) }, secret)
  },
  {
    name: "HS384 with the right secret",
    forge: (token, secret) => signedWith(claimsOf(token), secret.repeat(4), "HS384")
  },
  {
    name: "a public key's text as the secret",
    forge: (token) =>
      generateKeyPair("RS256", { extractable: true })
        .then(({ publicKey }) => exportSPKI(publicKey))
        .then((text) => signedWith(claimsOf(token), text))
  },
  {
    name: "RS256 in the header over an HS256 signature",
    forge: (token) => `${base64url({ alg: "RS256", typ: "JWT" })}.${parts(token)[1]}.${parts(token)[2]}`
  },
  {
    name: "signed by an RSA key that its own header carries",
    forge: (token) =>
      generateKeyPair("RS256", { extractable: true }).then(({ privateKey, publicKey }) =>
        exportJWK(publicKey).then((jwk) =>
          new SignJWT(claimsOf(token)).setProtectedHeader({ alg: "RS256", jwk }).sign(privateKey)
        )
      )
  },
  {
    name: "an extension that nobody understands",
    forge: (token, secret) =>
      new SignJWT(claimsOf(token))
        .setProtectedHeader({ alg: "HS256", crit: ["own"], own: true })
        .sign(new TextEncoder().encode(secret), { crit: { own: true } })
  },
  {
    name: "another payload under the old signature",
    forge: (token) => {
      const [header, , signature] = parts(token)
      return `${header}.${base64url({ ...claimsOf(token), sub: "1" })}.${signature}`
    }
  },
  { name: "a payload that is not JSON", forge: (token) => `${parts(token)[0]}.AAAA.${parts(token)[2]}` },
  { name: "standard base64 instead of base64url", forge: (token) => `${token}=` },
  { name: "a line break at its end", forge: (token) => `${token}\n` },
  {
    name: "other spare bits in its last character",
    forge: (token) => {
      const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
      return token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1) ?? "") + 1]
    }
  },
  { name: "nothing", forge: () => "" },
  { name: "the word null", forge: () => "null" }
]
