#!/bin/sh
# Starts Caddy, with the door that the settings ask for. The password itself is not handed on.
set -eu
config=${CADDYFILE:-/etc/thalweg/Caddyfile}
DOOR=open
if [ -n "${CLASS_PASSWORD:-}" ]; then
	DOOR=password
	# The hash differs at every start, and with it the key that the cookie holds.
	CLASS_HASH=$(printf '%s\n' "$CLASS_PASSWORD" | caddy hash-password)
	CLASS_KEY=$(printf '%s' "$CLASS_HASH" | sha256sum | cut -c 1-64)
	export CLASS_HASH CLASS_KEY
fi
unset CLASS_PASSWORD
export DOOR
exec caddy run --config "$config" --adapter caddyfile
