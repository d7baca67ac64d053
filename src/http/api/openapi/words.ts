import { forSecretsSet, secretKeys, withoutSecrets } from "../../../domain/settings/SecretFields.ts"
import { defaultSettings } from "../../../domain/settings/Settings.ts"

const { drivers: _drivers, ...settings } = withoutSecrets(defaultSettings)
const at = "2026-11-22T17:13:00Z"
const session = "2026-11-22_17-13-00"
const file = `${session}_00000.ts`
const task = "sd-1a2b3c4d-7-01JD9Z8Q5W3X4Y5Z6A7B8C9D0E"

/** What stands in examples, by the name of a field, or of a schema and its field where the name alone says too little. */
export const words: Readonly<Record<string, unknown>> = {
  ...settings,
  address: "192.0.2.1",
  author: "admin",
  bytes: 18_874_368,
  canonical_url: "https://example.org/testcard",
  cause: null,
  conversion: null,
  cookies: "session=0123456789abcdef",
  current_password: "correct horse battery",
  default: "720",
  description: "Records HLS streams.",
  detail: "",
  driver: "hls",
  ended_left_out: 0,
  driver_urls: { hls: "https://example.org/live/{username}" },
  duration: 3.2,
  error: null,
  error_message: null,
  exit_code: null,
  exited_at: null,
  failed: 0,
  field: "segment_length",
  from: '"30s"',
  headers: "Referer: https://example.org/",
  id: 7,
  last_heartbeat: at,
  login: "camera:correct horse",
  message: "is a whole number from 1 to 500",
  metrics: { tasks_total: 12 },
  name: "hls",
  new_password: "battery staple horse",
  next_cursor: null,
  next_start_at: null,
  outdated: false,
  owner: "alice",
  password: "correct horse battery",
  path: `${session}/${file}`,
  pid: 4242,
  posture: "active",
  proxy: "http://proxy.example.org:3128",
  q: "testcard",
  queue_position: null,
  reason: `Recording since ${at}.`,
  remaining: 0,
  restarts: true,
  retry_after: 42,
  session,
  session_started_at: at,
  source: { driver: "hls", username: "testcard" },
  succeeded: 1,
  task_id: task,
  text: "One subscription is active.",
  to: '"60s"',
  total: 1,
  url: "https://example.org/live/testcard",
  user_agent: "Mozilla/5.0",
  username: "testcard",
  validate: 'value in ["480", "720", "1080"]',
  session_bytes: 18_874_368,
  secret: false,
  "BulkRequest.filter": undefined,
  "BulkRequest.items": [{ driver: "hls", username: "testcard" }],
  "Counts.posture": { active: 1 },
  "Counts.status": { recording: 1 },
  "File.name": file,
  "File.status": "finished",
  "ImportEntry.created_at": at,
  "ImportEntry.driver": undefined,
  "ImportEntry.username": undefined,
  "NotFound.what": "path",
  "Session.id": "3f0c1a52-9c1e-4a5e-8a57-1c7c7f0d2b11",
  "SourceDetail.state": "recording",
  "SourceDetail.status": "recording",
  "Source.state": "recording",
  "Source.status": "recording",
  "Subscription.state": "recording",
  "Subscription.status": "recording",
  "Subscription.worker_state": "running",
  ...Object.fromEntries(secretKeys.map((key) => [`SettingsInput.${key}`, undefined])),
  "UnknownDriver.drivers": ["hls"],
  drivers: {
    hls: { user_agent: "Mozilla/5.0", ...forSecretsSet(() => false) }
  }
}

/** Bodies that are no JSON, by their content type. */
export const texts: Readonly<Record<string, string>> = {
  "text/csv": "driver,username,posture\nhls,testcard,active\n",
  "text/plain": "hls/testcard\nhttps://example.org/live/blinker\n",
  "application/vnd.apple.mpegurl": "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:6\n"
}
