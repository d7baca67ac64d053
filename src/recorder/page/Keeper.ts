import { spawn } from "node:child_process"
import process from "node:process"
import { Effect, type Scope } from "effect"

/** Each line is a process group; when no more can come, the last one is killed and the folder removed. */
const script = 'while read -r line; do group=$line; done; test -z "$group" || kill -s KILL -- "-$group"; rm -rf -- "$0"'

/** Takes note of the process group that reads the folder. */
export type Keep = (group: number | undefined) => void

/**
 * Watches over a folder of secrets and the program that reads it until the scope ends, and puts an end to both where this process is
 * killed before: then nobody else would, and a program that a site keeps waiting would wait for ever.
 */
export const keeping = (folder: string): Effect.Effect<Keep, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn("sh", ["-c", script, folder], {
        detached: true,
        stdio: ["pipe", "ignore", "ignore"],
        // Of all that this process is told it needs nothing.
        env: { PATH: process.env["PATH"] }
      })
      for (const part of [child, child.stdin]) part.on("error", () => undefined)
      return child
    }),
    (child) =>
      child.pid === undefined || child.exitCode !== null || child.signalCode !== null
        ? Effect.void
        : Effect.callback<void>((resume) => {
            child.once("exit", () => resume(Effect.void))
            child.kill("SIGKILL")
          })
  ).pipe(Effect.map((child) => (group) => void (group !== undefined && child.stdin.write(`${group}\n`))))
