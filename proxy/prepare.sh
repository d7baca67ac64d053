#!/bin/sh
# Checks the proxy's environment and makes what depends on it and on this machine below /tmp/sticky: resolver, trusted proxies,
# ports, and a certificate where none is given. Runs before nginx: in the image from /docker-entrypoint.d.
set -euf

run=/tmp/sticky
problems=0
complain() {
  echo "$*" >&2
  problems=1
}
# matches TEXT PATTERN: an extended regular expression, for the whole of a single line
matches() {
  [ "$(printf '%s\n' "$1" | wc -l)" -eq 1 ] && printf '%s\n' "$1" | grep -Eqx -- "$2"
}

: "${SERVER_NAME:=_}" "${BACKEND_URL:=}" "${THUMBNAILER_URL:=}" "${MEDIA_ROOT:=}" "${WEB_ROOT:=}" "${PLAIN_HTTP:=false}"
: "${HTTPS_PORT:=443}" "${HSTS_SECONDS:=31536000}" "${HTTP_LISTEN:=8080}" "${HTTPS_LISTEN:=8443}" "${TRUSTED_PROXIES:=}"
: "${PUBLIC_PATH:=}" "${RESOLVER:=}" "${TLS_CERTIFICATE:=}" "${TLS_KEY:=}" "${CERTIFICATE_DIR:=$run/certificate}"

[ "$(printf '%s' "${JWT_SECRET:-}" | wc -c)" -ge 32 ] ||
  complain "JWT_SECRET has fewer than 32 bytes: give proxy and backend the same one from 'openssl rand -hex 32'."
[ "$(printf '%s' "${PROXY_SECRET:-}" | wc -c)" -ge 32 ] ||
  complain "PROXY_SECRET has fewer than 32 bytes: give proxy and backend the same one from 'openssl rand -hex 32'."
[ "${JWT_SECRET:-}" != "${PROXY_SECRET:-}" ] || [ -z "${PROXY_SECRET:-}" ] ||
  complain "PROXY_SECRET is the same as JWT_SECRET: make another one with 'openssl rand -hex 32'."
matches "${INSTALLATION:-}" '[a-z0-9]{1,32}' ||
  complain "INSTALLATION is '${INSTALLATION:-}': give proxy and backend the same 1 to 32 small letters and digits, such as home1."
[ "$PUBLIC_PATH" != / ] || PUBLIC_PATH=
matches "$PUBLIC_PATH" '((/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,63}){1,8})?' ||
  complain "PUBLIC_PATH is '$PUBLIC_PATH': it must begin with a slash and end without one, such as /dvr, or be empty."

origin='https?://([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?'
matches "$BACKEND_URL" "$origin" ||
  complain "BACKEND_URL is '$BACKEND_URL': it must be the backend's scheme, host and port, such as http://backend:8080."
matches "$THUMBNAILER_URL" "($origin)?" ||
  complain "THUMBNAILER_URL is '$THUMBNAILER_URL': it must be scheme, host and port, such as http://thumbnailer:8082, or empty."
matches "$SERVER_NAME" '[A-Za-z0-9_.*-]+( [A-Za-z0-9_.*-]+)*' ||
  complain "SERVER_NAME is '$SERVER_NAME': it must be one or more host names with spaces between, or _ for any."
for name in MEDIA_ROOT WEB_ROOT; do
  eval "value=\$$name"
  matches "$value" '(/[A-Za-z0-9_.@+-]+)+' ||
    complain "$name is '$value': it must be the absolute path of a folder, such as /srv/recordings."
done
matches "$PLAIN_HTTP" 'true|false' || complain "PLAIN_HTTP is '$PLAIN_HTTP': it must be true or false."
matches "$HTTPS_PORT" '[1-9][0-9]{0,4}' || complain "HTTPS_PORT is '$HTTPS_PORT': it must be a port, such as 443."
matches "$HSTS_SECONDS" '[0-9]{1,9}' || complain "HSTS_SECONDS is '$HSTS_SECONDS': it must be a number of seconds."
for name in HTTP_LISTEN HTTPS_LISTEN; do
  eval "value=\$$name"
  matches "$value" '(([0-9.]+|\[[0-9A-Fa-f:]+\]):)?[1-9][0-9]{0,4}' ||
    complain "$name is '$value': it must be a port or an address and a port, such as 8443."
done
trusted=$(printf '%s' "$TRUSTED_PROXIES" | tr ',\n\t' '   ')
for range in $trusted; do
  matches "$range" '([0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(/[0-9]{1,3})?' ||
    complain "TRUSTED_PROXIES names '$range': it must list addresses and networks, such as 10.0.0.0/8."
done
if [ -z "$RESOLVER" ]; then
  # IPv6 addresses stand in brackets, without a zone.
  RESOLVER=$(awk '$1 == "nameserver" { sub(/%.*/, "", $2); print ($2 ~ /:/) ? "[" $2 "]" : $2 }' /etc/resolv.conf 2>/dev/null |
    tr '\n' ' ')
fi
matches "$RESOLVER" '([0-9A-Za-z.:]+|\[[0-9A-Fa-f:.]+\](:[0-9]+)?)( +([0-9A-Za-z.:]+|\[[0-9A-Fa-f:.]+\](:[0-9]+)?))* *' ||
  complain "RESOLVER is '$RESOLVER': it must name DNS servers, such as 127.0.0.11; /etc/resolv.conf names none."
if [ -n "$TLS_CERTIFICATE$TLS_KEY" ] && [ "$PLAIN_HTTP" = false ]; then
  for name in TLS_CERTIFICATE TLS_KEY; do
    eval "value=\$$name"
    { matches "$value" '(/[A-Za-z0-9_.@+-]+)+' && [ -r "$value" ]; } ||
      complain "$name is '$value': it must be the absolute path of a readable PEM file; give both or neither."
  done
fi
[ "$problems" = 0 ] || exit 1

umask 077
mkdir -p "$run"

{
  # Asked anew after a few seconds, so a container that was recreated is found at its new address.
  echo "resolver $RESOLVER valid=3s;"
  echo "resolver_timeout 3s;"
  for range in $trusted; do echo "set_real_ip_from $range;"; done
  echo "real_ip_header X-Forwarded-For;"
  echo "real_ip_recursive on;"
  echo "geo \$realip_remote_addr \$peer_is_trusted {"
  echo "  default 0;"
  for range in $trusted; do echo "  $range 1;"; done
  echo "}"
} >"$run/around.conf"

# The pages name everything by one address at their top. nginx can't say of a page that it changes whether it has changed.
if [ -z "$PUBLIC_PATH" ]; then : >"$run/pages.conf"; else
  printf 'sub_filter \047<base href="/"\047 \047<base href="%s/"\047;\n' "$PUBLIC_PATH" >"$run/pages.conf"
fi

# A port alone is listened to on every address, IPv6 too where the kernel has it.
listen() { # ADDRESS OPTIONS
  echo "listen $1$2;"
  case $1 in
    *:*) ;;
    *) [ ! -e /proc/net/if_inet6 ] || echo "listen [::]:$1$2;" ;;
  esac
}

if [ "$PLAIN_HTTP" = true ]; then
  listen "$HTTP_LISTEN" "" >"$run/listen.conf"
  exit 0
fi

if [ -z "$TLS_CERTIFICATE" ]; then
  TLS_CERTIFICATE=$CERTIFICATE_DIR/self-signed.crt
  TLS_KEY=$CERTIFICATE_DIR/self-signed.key
  if [ ! -s "$TLS_CERTIFICATE" ] || [ ! -s "$TLS_KEY" ]; then
    name=${SERVER_NAME%% *}
    [ "$name" != _ ] || name=localhost
    others=
    for one in $SERVER_NAME; do
      [ "$one" = _ ] || [ "$one" = localhost ] || others="${others}DNS:$one,"
    done
    mkdir -p "$CERTIFICATE_DIR"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$name" \
      -addext "subjectAltName=${others}DNS:localhost,IP:127.0.0.1" -keyout "$TLS_KEY.new" -out "$TLS_CERTIFICATE.new" 2>"$run/openssl.log" || {
      echo "No certificate could be made in $CERTIFICATE_DIR; set TLS_CERTIFICATE and TLS_KEY. $(tail -1 "$run/openssl.log")" >&2
      exit 1
    }
    mv "$TLS_KEY.new" "$TLS_KEY"
    mv "$TLS_CERTIFICATE.new" "$TLS_CERTIFICATE"
    echo "A self-signed certificate for $name was made; browsers will ask about it. TLS_CERTIFICATE and TLS_KEY name your own."
  fi
fi

# HTTP/2 is an option of listen before nginx 1.25.1 and a directive since.
version=$(nginx -v 2>&1 | sed -n 's|.*nginx/\([0-9]*\)\.\([0-9]*\)\.\([0-9]*\).*|\1 \2 \3|p')
# shellcheck disable=SC2086 # three words
set -- $version
{
  listen "$HTTP_LISTEN" ""
  if [ "$((${1:-1} * 1000000 + ${2:-0} * 1000 + ${3:-0}))" -ge 1025001 ]; then
    listen "$HTTPS_LISTEN" " ssl"
    echo "http2 on;"
  else
    listen "$HTTPS_LISTEN" " ssl http2"
  fi
  echo "ssl_certificate $TLS_CERTIFICATE;"
  echo "ssl_certificate_key $TLS_KEY;"
} >"$run/listen.conf"
