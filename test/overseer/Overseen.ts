import { fileURLToPath } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { Context, Effect, Layer, Result } from "effect"
import * as Configuration from "../../src/overseer/config/readConfig.ts"
import * as Overseer from "../../src/overseer/Overseer.ts"

const loopback = { host: "127.0.0.1", port: 0 }

/** The address of the overseer under test. */
export class Overseen extends Context.Service<Overseen, { readonly url: string }>()("test/overseer/Overseen") {}

/** An overseer of our own on a free port, configured by YAML text. */
export const running = (yaml: string) =>
  Effect.gen(function* () {
    const config = yield* Effect.fromResult(Configuration.parse(yaml, "test.yaml"))
    return yield* Overseer.serve(config, loopback)
  })

/** The same, its configuration in place. */
export const local = (yaml: string) => Layer.effect(Overseen, running(yaml))

/** The overseer that OVERSEER_TEST_URL names, else one of our own; either has the conformance suite's actions. */
export const conforming = Layer.effect(
  Overseen,
  Effect.gen(function* () {
    const elsewhere = process.env["OVERSEER_TEST_URL"]
    if (elsewhere !== undefined) return { url: elsewhere }
    const config = yield* Configuration.read(fileURLToPath(new URL("conformance.yaml", import.meta.url)))
    return yield* Overseer.serve(config, loopback)
  })
).pipe(Layer.provide(NodeServices.layer))

/** The configuration a YAML text gives, or the sentence it is refused with. */
export const judged = (yaml: string) =>
  Result.match(Configuration.parse(yaml, "c.yaml"), { onSuccess: () => "ok", onFailure: ({ message }) => message })
