#!/usr/bin/env bash
# Makes what the tests of upgrades begin with: what a released Sticky DVR left in its data folder, and its API.
#
#   make-fixture.sh TREE OUT    TREE is the released source, built by 'make build'; OUT is made. Needs curl and jq.
#
# The database is the product's own backup as text. Recordings are called .mpegts, since here .ts is TypeScript. Of the API's
# description a line for each path and each schema is kept, without what only explains.
set -euo pipefail
tree=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
work=$(mktemp -d)
export PATH="$tree/node_modules/.bin:$PATH" DATA_DIR="$work/data" PORT="${PORT:-18975}" BCRYPT_COST=4
export ADMIN_PASSWORD="the admin's, for tests"
api=http://127.0.0.1:$PORT/api

mkdir -m 700 "$DATA_DIR"
(umask 077 && echo "a secret that only tests know, of 48 characters" >"$DATA_DIR/jwt-secret")
cd "$tree"
node dist/launcher.js >"$work/log" 2>&1 &
launcher=$!
trap 'kill $launcher 2>/dev/null || true; wait $launcher || true; rm -rf "$work"' EXIT
until curl -sf "$api/readyz" >/dev/null; do sleep 0.2; done

as() { # NAME PASSWORD
  token=$(jq -n '{username: $ARGS.positional[0], password: $ARGS.positional[1]}' --args "$@" |
    curl -sf "$api/auth/login" --json @- | jq -r .access_token)
}
ask() { # METHOD PATH [BODY [VERSION]]
  curl -sf -X "$1" "$api$2" -H "authorization: Bearer $token" ${3:+--json "$3"} ${4:+-H "if-match: \"$4\""}
}
subscribe() { ask POST /subscriptions "{\"driver\": \"hls\", \"username\": \"$1\"}" >/dev/null; }
await() { # PATH CONDITION
  until ask GET "$1" | jq -e "$2" >/dev/null; do sleep 0.2; done
}

as admin "$ADMIN_PASSWORD"
config=$(ask GET /config)
settings=$(jq '.settings + {segment_length: "2s", heartbeat_interval: "1s", restart_delay: "1s", error_threshold: 2,
  event_retention: "87600h", user_agent: "upgraded/0.7.5", subscribers_see_sources: true}' <<<"$config")
ask PUT /config "$settings" "$(jq .version <<<"$config")" >/dev/null
ask POST /users '{"username": "mira", "password": "mira'"'"'s, for tests", "role": "user"}' >/dev/null
subscribe nowhere

as mira "mira's, for tests"
subscribe blinker
ask POST /subscriptions/hls/blinker/pause >/dev/null
subscribe yesteryear
ask POST /subscriptions/hls/yesteryear/archive >/dev/null
await /subscriptions '[.items[] | select(.worker_state == "running")] == []'

as admin "$ADMIN_PASSWORD"
await /subscriptions/hls/nowhere '.status == "error"'
subscribe testcard
ask PUT /sources/hls/testcard/overrides '{"framerate": "60"}' 0 >/dev/null
as mira "mira's, for tests"
subscribe testcard
await /sources/hls/testcard/files '.files | length >= 1'
curl -sf "$api/openapi.json" >"$work/api.json"
kill -TERM $launcher
wait $launcher || true

node dist/admin.js backup "$work/database.gz"
gunzip <"$work/database.gz" | sed "s#$work##g" >"$out/database.jsonl"
cp "$DATA_DIR/jwt-secret" "$out/jwt-secret"
(cd "$DATA_DIR" && find recordings -name '*.ts') | while read -r file; do
  mkdir -p "$(dirname "$out/$file")"
  cp "$DATA_DIR/$file" "$out/${file%.ts}.mpegts"
done
jq -c 'del(.. | .example?, .examples?, .tags?, .operationId?)
  | walk(if type == "object" then with_entries(select((.key | IN("description", "summary")) and (.value | type == "string") | not)) else . end)
  | (.paths | to_entries[] | ["path", .key, .value]), (.components.schemas | to_entries[] | ["schema", .key, .value])' \
  "$work/api.json" >"$out/api.jsonl"
