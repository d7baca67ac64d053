import { assert, describe, it, layer } from "@effect/vitest"
import { Config, Effect, Option } from "effect"
import { beside } from "./beside.ts"
import { Deployment } from "./Deployment.ts"
import { goingOn } from "./goingOn.ts"
import { keeping } from "./keeping.ts"
import { programs } from "./programs.ts"
import { starting } from "./starting.ts"

const variable = (name: string) => Option.getOrElse(Effect.runSync(Config.option(Config.String(name))), () => "")

const missing = variable("IMAGES_MISSING")

const deployed = (name: string) =>
  layer(Deployment.layer, { timeout: "60 seconds", excludeTestServices: true })(name, (it) => {
    starting(it)
    goingOn(it)
    keeping(it)
    programs(it)
    beside(it)
  })

if (missing === "") deployed("containers")
else if (variable("CI") === "true") it(`containers (${missing})`, () => assert.fail(missing))
else describe.skip(`containers (${missing})`, () => deployed("not deployed"))
