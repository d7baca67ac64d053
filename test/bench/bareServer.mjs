/**
 * The baseline of the lists: node:http alone, one prepared statement for the rows, JSON.stringify. No identity, no paging, no
 * counts, no status. PORT, DB_DSN and USER_ID from the environment.
 */
import { createServer } from "node:http"
import pg from "pg"

const pool = new pg.Pool({ connectionString: process.env.DB_DSN, max: 10 })
const list = {
  name: "list",
  text: `SELECT sources.driver, sources.username, source_id, subscriptions.id AS sub_id, user_id, users.username AS owner, posture,
           subscriptions.created_at, subscriptions.updated_at
         FROM subscriptions
         JOIN sources ON sources.id = source_id
         JOIN users ON users.id = user_id
         WHERE user_id = $1 ORDER BY sources.driver, sources.username LIMIT 100`,
  values: [process.env.USER_ID]
}

createServer((request, response) => {
  if (request.url === "/ready") return response.end("{}")
  pool.query(list).then(({ rows }) => {
    const body = JSON.stringify({ items: rows })
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
    response.end(body)
  })
}).listen(Number(process.env.PORT), "127.0.0.1")
