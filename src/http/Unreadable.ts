import { securityHeaders } from "./SecurityHeaders.ts"

const told = {
  431: {
    title: "The address or the headers are too long",
    code: "headers_too_large",
    error: "The address and headers of the request are longer than 256 KiB. Send less in them."
  },
  408: {
    title: "The request did not come in time",
    code: "request_timeout",
    error: "The request did not come in time. Send it again."
  },
  400: {
    title: "Bad request",
    code: "bad_request",
    error: "The request is no well-formed HTTP. Send it again, without what does not belong into it."
  }
} as const

const statusOf = (code: string | undefined): keyof typeof told =>
  code === "HPE_HEADER_OVERFLOW" ? 431 : code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400

/** The bytes that answer what could not be read as a request, by Node's word for why: a problem document like every other. */
export const unreadable = (why: string | undefined): string => {
  const status = statusOf(why)
  const { code, error, title } = told[status]
  const body = JSON.stringify({ type: `/problems/${code}`, title, status, detail: error, error, code })
  const headers = {
    ...securityHeaders("/api"),
    "content-type": "application/problem+json",
    "content-length": String(body.length),
    connection: "close"
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${title}`, ...lines, "", body].join("\r\n")
}
