#!/bin/sh
# Starts the proxy: what depends on the environment is made below /tmp, then nginx takes this process's place.
set -eu
here=/etc/nginx/sticky
"$here/prepare.sh"
variables=$(grep -o '\${[A-Z_]*}' "$here/sticky.conf.template" | sort -u | tr '\n' ' ')
envsubst "$variables" <"$here/sticky.conf.template" >/tmp/sticky/sticky.conf
exec nginx -g "daemon off;"
