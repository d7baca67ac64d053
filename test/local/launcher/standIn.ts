/**
 * Stands in for a program of the stack: `standIn.ts ROLE`. Answers every request with its pid and environment. The overseer's
 * keeps a recorder, which ends when its parent is gone; with `DIES_AT_ONCE=ROLE` it exits at its start, with the code that `DIES_WITH`
 * says, 7 unless it does.
 */
import { spawn } from "node:child_process"
import { createServer } from "node:http"

const [, self = "", role = "", parent] = process.argv
const env = process.env
const listen = env["OVERSEER_LISTEN"]?.split(":") ?? []
const ports = { backend: env["PORT"], channel: env["CHANNEL_PORT"], overseer: listen[1], thumbnailer: env["PORT"] }

const say = (what: string) => process.stdout.write(`${role} ${what}\n`)

if (env["DIES_AT_ONCE"] === role) process.exit(Number(env["DIES_WITH"] ?? 7))

if (role === "recorder") {
  // @effect-diagnostics-next-line globalTimers:off - a stand-in is a plain program
  setInterval(() => {
    if (process.ppid !== Number(parent)) process.exit(0)
  }, 100)
} else {
  const recorder =
    role === "overseer" ? spawn(process.execPath, [self, "recorder", `${process.pid}`], { stdio: "ignore" }) : undefined
  const server = createServer((request, response) => {
    response.writeHead(request.url?.startsWith("/refused") ? 503 : 200)
    response.end(JSON.stringify({ pid: process.pid, recorder: recorder?.pid, cwd: process.cwd(), env }))
  })
  const port = Number(role in ports ? ports[role as keyof typeof ports] : 0)
  server.listen(port, "127.0.0.1", () => say("listening"))
  process.on("SIGTERM", () => {
    if (env["DEAF"] === role) return
    say("stopping")
    recorder?.kill()
    process.exit(0)
  })
}
