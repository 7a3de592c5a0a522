#!/bin/sh
# Starts Caddy with or without a password, as the settings say. Caddy gets a hash, never the password itself.
set -eu
config=${CADDYFILE:-/etc/thalweg/Caddyfile}
DOOR=open
if [ -n "${CLASS_PASSWORD:-}" ]; then
	DOOR=password
	# The hash is different at every start, and so is the cookie's key, which is made from it.
	CLASS_HASH=$(printf '%s\n' "$CLASS_PASSWORD" | caddy hash-password)
	CLASS_KEY=$(printf '%s' "$CLASS_HASH" | sha256sum | cut -c 1-64)
	export CLASS_HASH CLASS_KEY
fi
unset CLASS_PASSWORD
export DOOR
exec caddy run --config "$config" --adapter caddyfile
