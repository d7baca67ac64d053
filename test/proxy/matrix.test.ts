import { Effect } from "effect"
import { matrix } from "../http/Matrix.ts"
import { needing } from "../Programs.ts"
import { world } from "./World.ts"

needing("nginx", "njs")("S1: who may do what, through nginx", () => {
  matrix("by an Authorization header", (token) => Effect.succeed({ authorization: `Bearer ${token}` }), world())
  matrix(
    "by cookie",
    (token) => Effect.succeed({ cookie: `access_token=${token}`, "sec-fetch-site": "same-origin" }),
    world()
  )
})
