const policy = (...directives: ReadonlyArray<string>) => directives.join("; ")

const everywhere = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin"
} as const

/** Nothing inline, nothing from elsewhere; media may come from memory, where players put it. */
const usual = {
  ...everywhere,
  "content-security-policy": policy(
    "default-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'"
  )
}

/** The documentation is one page with its program and styles inside it. */
const documentation = {
  ...everywhere,
  "content-security-policy": policy(
    "default-src 'none'",
    "script-src 'unsafe-inline'",
    "style-src 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  )
}

export const docsPath = "/api/docs"
export const openApiPath = "/api/openapi.json"

/** What every answer says to browsers, by the path that was asked for. */
export const securityHeaders = (path: string): Readonly<Record<string, string>> =>
  path === docsPath ? documentation : usual
