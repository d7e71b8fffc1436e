#!/bin/sh
# Prepares docker-compose.yml: generates every secret into deploy/secrets, and writes the configuration of LiveKit,
# Egress and Redis from the templates beside this script, and .env with the name people reach Lectern at.
#
#   deploy/secrets.sh class.example.org [PUBLIC-IP]
#
# Run it again after an update or to change the name: secrets that exist are kept. PUBLIC-IP is for a server that can't
# find out its own public address, such as one in a closed network; without it LiveKit asks a STUN server at its start.
#
# The folder is closed to everyone but its owner (0700). The files in it can be read inside the containers, whose
# users have other numbers than the owner.
set -eu

die() { echo "secrets.sh: $*" >&2; exit 1; }

domain="${1:-}"
address="${2:-}"
case "$domain" in
  '') die "expected the name people reach Lectern at: deploy/secrets.sh class.example.org" ;;
  *[!A-Za-z0-9.-]* | .* | -* | *.) die "read '$domain', expected a name like class.example.org, without https:// and port" ;;
esac
case "$address" in
  *[!0-9.]*) die "read '$address', expected an IPv4 address like 203.0.113.10" ;;
esac

here="$(cd "$(dirname "$0")" && pwd)"
secrets="${SECRETS_DIR:-$here/secrets}"
env_file="${ENV_FILE:-$here/../.env}"

umask 077
mkdir -p "$secrets"
chmod 700 "$secrets"

random() { od -An -v -tx1 -N"$1" /dev/urandom | tr -d ' \n'; }

# put NAME: standard input becomes the secret NAME, at once or not at all.
put() {
  cat > "$secrets/.$1"
  chmod 444 "$secrets/.$1"
  mv -f "$secrets/.$1" "$secrets/$1"
}

# secret NAME BYTES: generated where there is none.
secret() { [ -s "$secrets/$1" ] || random "$2" | put "$1"; }

secret lectern_secret_key 32
secret postgres_password 24
secret redis_password 24
secret livekit_api_key 8
secret livekit_api_secret 32

postgres_password="$(cat "$secrets/postgres_password")"
redis_password="$(cat "$secrets/redis_password")"
livekit_api_key="$(cat "$secrets/livekit_api_key")"
livekit_api_secret="$(cat "$secrets/livekit_api_secret")"

printf 'postgres://lectern:%s@postgres:5432/lectern?sslmode=disable' "$postgres_password" | put database_url
printf 'redis://:%s@redis:6379/1' "$redis_password" | put redis_url
# Redis holds nothing that PostgreSQL doesn't: Lectern's alarm clock and LiveKit's list of open rooms.
printf 'requirepass %s\nsave ""\nappendonly no\nmaxmemory-policy noeviction\n' "$redis_password" | put redis.conf

if [ -n "$address" ]; then
  reach="  node_ip: $address"
else
  reach="  use_external_ip: true"
fi
fill() {
  sed -e "s|@ADDRESS@|$reach|" -e "s|@REDIS_PASSWORD@|$redis_password|" \
    -e "s|@LIVEKIT_API_KEY@|$livekit_api_key|" -e "s|@LIVEKIT_API_SECRET@|$livekit_api_secret|" "$here/$1.template" | put "$1"
}
fill livekit.yaml
fill egress.yaml

# Other lines of .env are kept.
{
  [ ! -f "$env_file" ] || grep -v -e '^CLASS_DOMAIN=' -e '^LIVEKIT_API_KEY=' "$env_file" || true
  echo "CLASS_DOMAIN=$domain"
  echo "LIVEKIT_API_KEY=$livekit_api_key"
} > "$env_file.new"
mv -f "$env_file.new" "$env_file"

echo "Ready for https://$domain. Next: docker compose up -d --build, then docker compose exec app lectern doctor"
