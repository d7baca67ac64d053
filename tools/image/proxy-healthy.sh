#!/bin/sh
# Whether nginx answers on its own: the pages, by whichever of the two ports is in use.
if [ "${PLAIN_HTTP:-false}" = true ]; then
  exec curl -fs -o /dev/null --max-time 3 "http://127.0.0.1:${HTTP_LISTEN##*:}/favicon.svg"
fi
exec curl -fsk -o /dev/null --max-time 3 "https://127.0.0.1:${HTTPS_LISTEN##*:}/favicon.svg"
