import { parseArgs } from "node:util"
import { Result } from "effect"

/** What the command line asks for. */
export type CommandLine =
  | { readonly _tag: "Run"; readonly config: string | undefined }
  | { readonly _tag: "Version" }
  | { readonly _tag: "Help" }

export const help = `Usage: overseer [-config PATH]

Runs processes for clients that speak the overseer's protocol over a WebSocket.

  -config PATH   the configuration, YAML (default config.yaml)
  -version       print the version
  -help          print this

Environment: OVERSEER_CONFIG (instead of -config), OVERSEER_LISTEN (host:port, :port or a port; instead of
the configuration's "listen"; 127.0.0.1:8080 if neither says), OVERSEER_LOG_FILE (instead of "log_file"),
ACTIONS (a file of further actions; of two with the same name its own counts; read again when it changes),
ACTIONS_KEPT (where the last of them that could be used are kept, for a start while that file is broken),
OVERSEER_SECRET (clients must send it, as "Authorization: Bearer SECRET"), OVERSEER_MEDIA_ROOT (the parameter
"out" of any action must lie below this folder).`

/** Reads the command line; one dash or two before a name are the same. The failure is one sentence. */
export const parse = (args: ReadonlyArray<string>): Result.Result<CommandLine, string> =>
  Result.map(
    Result.try({
      try: () =>
        parseArgs({
          args: args.map((arg) => arg.replace(/^-(?=[a-z]{2})/, "--")),
          options: {
            config: { type: "string" },
            version: { type: "boolean", default: false },
            help: { type: "boolean", short: "h", default: false }
          }
        }).values,
      catch: (error) => `${error instanceof Error ? error.message.split(". ")[0] : String(error)}; see -help`
    }),
    ({ config, help, version }): CommandLine => {
      if (help) return { _tag: "Help" }
      return version ? { _tag: "Version" } : { _tag: "Run", config }
    }
  )
