/** What a database is filled with: every user subscribes to one source in 200, every source has five subscribers. */
export interface Crowd {
  /** One source in so many is recorded: the sources of this number, of twice this number and so on. */
  readonly every: number
  readonly users: number
  /** A multiple of 200. */
  readonly sources: number
  readonly subscriptions: number
  readonly audited: number
}

const crowdOf = (sources: number, every = 20): Crowd => ({
  every,
  users: 1_000,
  sources,
  subscriptions: sources * 5,
  audited: 50_000
})

/** A large installation. */
export const crowd = crowdOf(20_000)
/** An installation of the usual size. */
export const village = crowdOf(1_000)
/** Far more sources than anybody wants any more. */
export const archive: Crowd = { ...crowdOf(100_000, 200), subscriptions: 100_000, users: 200 }
/** Ten thousand sources, all of them recorded. */
export const busy = crowdOf(10_000, 1)

export const installation = "0badcafe"

/** The run of a source that is recorded. */
export const taskOf = (source: number): string => `sd-${installation}-${source}-${String(source).padStart(26, "0")}`
export const recordedOf = ({ every, sources }: Crowd) =>
  Array.from({ length: Math.floor(sources / every) }, (_, i) => (i + 1) * every)
export const pidOf = (source: number): number => 100_000 + source

/**
 * The statements that fill a migrated database; of the sources that are not recorded some have tripped, most are archived.
 */
export const statementsOf = (crowd: Crowd): ReadonlyArray<string> => [
  `UPDATE installation SET id = '${installation}'`,
  `INSERT INTO users (username, password_hash, role)
   SELECT CASE n WHEN 1 THEN 'root' ELSE 'user_' || n END, 'no hash', CASE n WHEN 1 THEN 'admin' ELSE 'user' END
   FROM generate_series(1, ${crowd.users}) AS n`,
  `INSERT INTO sources (driver, username)
   SELECT CASE n % 3 WHEN 0 THEN 'streamlink' ELSE 'hls' END, 'source_' || md5(n::text) FROM generate_series(1, ${crowd.sources}) AS n`,
  `INSERT INTO subscriptions (user_id, source_id, posture, created_at, updated_at)
   SELECT u, source, CASE
     WHEN source % ${crowd.every} = 0 OR source % 100 = 1 THEN 'active' WHEN (source + u) % 4 = 0 THEN 'paused' ELSE 'archived'
   END, now() - u * interval '1 minute', now() - (u + k) * interval '1 second'
   FROM generate_series(1, ${crowd.users}) AS u, generate_series(0, ${crowd.sources / 200 - 1}) AS k,
     LATERAL (SELECT 1 + k * 200 + (u * 7 + k * 13) % 200 AS source) AS chosen`,
  `INSERT INTO runs (task_id, source_id, created_at, started_at, pid)
   SELECT 'sd-${installation}-' || n || '-' || lpad(n::text, 26, '0'), n, now() - interval '1 hour', now() - interval '1 hour', 100000 + n
   FROM generate_series(${crowd.every}, ${crowd.sources}, ${crowd.every}) AS n`,
  `INSERT INTO recordings (source_id, task_id, started_at) SELECT source_id, task_id, started_at FROM runs`,
  `INSERT INTO worker_events (source_id, event_type, task_id, ts, pid)
   SELECT source_id, 'started', task_id, started_at, pid FROM runs`,
  `INSERT INTO worker_events (source_id, event_type, ts, detail)
   SELECT id, 'errored', now() - interval '1 hour', 'failed 5 times' FROM sources WHERE id % 100 = 1 AND id % ${crowd.every} <> 0`,
  `INSERT INTO audit_log (user_id, actor, action, subject, address, ts)
   SELECT 1 + n % ${crowd.users}, 'user_' || (1 + n % ${crowd.users}), 'subscription.pause', 'hls/source_' || n, '127.0.0.1', now() - n * interval '1 minute'
   FROM generate_series(1, ${crowd.audited}) AS n`,
  "ANALYZE"
]

const pick = <A>(all: readonly [A, ...ReadonlyArray<A>], n: number): A => all[n % all.length] ?? all[0]

/** Lists in every order and with filters of many kinds, so many that no answer can be at hand. */
const lists = (path: string, more: (query: URLSearchParams, n: number) => void): ReadonlyArray<string> =>
  Array.from({ length: 2_000 }, (_, n) => {
    const query = new URLSearchParams({
      sort: pick(["name", "status", "created", "updated", "recorded"], n),
      order: pick(["asc", "desc"], n >> 1),
      limit: pick(["100", "20", "500"], n)
    })
    if (n % 3 !== 0) query.append("q", pick(["source_", "hls/", "a", n.toString(16), "streamlink/source_c"], n))
    if (n % 4 === 1) query.append("status", pick(["recording", "inactive", "error"], n))
    more(query, n)
    return `${path}?${query}`
  })

export const listsOfEverybody = lists("/api/subscriptions", (query, n) => {
  if (n % 5 < 2) query.append("posture", pick(["active", "archived"], n))
})

export const listsOfSources = lists("/api/sources", () => undefined)
