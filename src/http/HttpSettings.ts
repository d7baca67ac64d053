import { Context, type Redacted } from "effect"

/** How this server is set up. */
export class HttpSettings extends Context.Service<
  HttpSettings,
  {
    /** The folder of the browser UI; null where a proxy serves it. */
    readonly publicDir: string | null
    /** What a proxy has in front of every path, such as `/dvr`, and takes away before it asks here; "" for nothing. */
    readonly publicPath: string
    /** Cookies carry `Secure`; false only where the server speaks plain HTTP by configuration. */
    readonly secureCookies: boolean
    /** Opens `/metrics` to whoever presents it as a bearer token; null: loopback peers only. */
    readonly metricsToken: Redacted.Redacted | null
    /** Behind a proxy that serves `/_media/` from the recordings' folder: files are answered by `X-Accel-Redirect`. */
    readonly mediaAccel: boolean
    /** MAJOR.MINOR.PATCH, for diagnostics. */
    readonly version: string
  }
>()("sticky-dvr/http/HttpSettings") {}
