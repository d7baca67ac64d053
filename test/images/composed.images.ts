import { describe, layer } from "@effect/vitest"
import { Config, Effect, Option } from "effect"
import { beside } from "./beside.ts"
import { Deployment } from "./Deployment.ts"
import { goingOn } from "./goingOn.ts"
import { keeping } from "./keeping.ts"
import { starting } from "./starting.ts"

const missing = Option.getOrElse(Effect.runSync(Config.option(Config.String("IMAGES_MISSING"))), () => "")

const deployed = (name: string) =>
  layer(Deployment.layer, { timeout: "60 seconds", excludeTestServices: true })(name, (it) => {
    starting(it)
    goingOn(it)
    keeping(it)
    beside(it)
  })

if (missing === "") deployed("containers")
else describe.skip(`containers (${missing})`, () => deployed("not deployed"))
