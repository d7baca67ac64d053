import { Effect } from "effect"
import { cookieOf } from "../http/Client.ts"
import { matrix } from "../http/Matrix.ts"
import { needing } from "../Programs.ts"
import { world } from "./World.ts"

needing("nginx", "njs")("S1: who may do what, through nginx", () => {
  matrix("by an Authorization header", (token) => Effect.succeed({ authorization: `Bearer ${token}` }), world())
  matrix(
    "by cookie",
    (token) => Effect.map(cookieOf("access", token), (cookie) => ({ cookie, "sec-fetch-site": "same-origin" })),
    world()
  )
})
