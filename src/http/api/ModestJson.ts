import { HttpApiMiddleware } from "effect/http-api"
import { BadRequest } from "./Problems.ts"

/**
 * For endpoints whose bodies may be large: refuses JSON that is nested deeper, or holds more values, than anything that is meant,
 * before anything is made of it.
 */
export class ModestJson extends HttpApiMiddleware.Service<ModestJson>()("sticky-dvr/http/api/ModestJson", {
  error: BadRequest
}) {}
