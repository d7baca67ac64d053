/**
 * Ends with 0 when the URL given as argument answers 200 within 3 s, else with 1; for the healthchecks of an image that has
 * neither a shell nor curl. Without an argument: whether the backend at PORT (8080) lives.
 */
import { get } from "node:http"

const usual = `http://127.0.0.1:${process.env.PORT || 8080}/api/livez`

const request = get(process.argv[2] ?? usual, { timeout: 3000 }, (response) => {
  process.exit(response.statusCode === 200 ? 0 : 1)
})
request.on("timeout", () => process.exit(1))
request.on("error", () => process.exit(1))
