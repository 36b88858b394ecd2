#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The baseline figures of docs/PERFORMANCE.md, on this machine: `bench/run.sh`. Needs wrk and curl; makes and removes a folder of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "${BUILT:-no}" = yes ] || cargo build --release --locked
target="${CARGO_TARGET_DIR:-target}"
sportello="$target/release/sportello"
folder="$(mktemp -d)"
address=127.0.0.1:8199
seconds="${SECONDS_EACH:-15}"
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

start() {
    local begun
    begun=$(date +%s%N)
    "$sportello" demo --dir "$folder/demo" --listen "$address" >"$folder/log" 2>&1 &
    server=$!
    until curl -sf -o /dev/null "http://$address/"; do sleep 0.01; done
    echo "$1: $((($(date +%s%N) - begun) / 1000000)) ms from command to first page"
}

memory() { awk -v what="$1" '/^Pss:/ { printf "memory %s: %.0f MiB (PSS)\n", what, $2 / 1024 }' "/proc/$server/smaps_rollup"; }

load() {
    echo "$1:"
    wrk -t2 -c8 -d"${seconds}s" --latency -H "Cookie: $cookie" "http://$address$2" | grep -E '50%|99%|Requests/sec|Non-2xx'
}

start "first start (makes the demonstration's data)"
kill -INT "$server"; wait "$server" || true
start "second start"
memory "at rest"

jar="$folder/jar"
curl -sf -c "$jar" -o "$folder/page" "http://$address/sign-in"
csrf() { grep -o 'name="csrf" value="[0-9a-f]*"' "$1" | head -1 | grep -o '[0-9a-f]\{64\}'; }
curl -sf -b "$jar" -c "$jar" -o /dev/null "http://$address/sign-in/password" \
    --data-urlencode "csrf=$(csrf "$folder/page")" --data-urlencode "account=davide.fabbri@cstpu.example" --data-urlencode "password=sportello-demo"
curl -sf -b "$jar" -c "$jar" -o "$folder/page" "http://$address/requests/new"
cookie="$(awk '$6 ~ /session|browser/ { printf "%s%s=%s", sep, $6, $7; sep = "; " }' "$jar")"
CSRF="$(csrf "$folder/page")"
COOKIE="$cookie"
export CSRF COOKIE
ticket="$(curl -sf -b "$jar" "http://$address/desk" | grep -o '/desk/tickets/[0-9][0-9]*' | head -1)"

load "queue page, one page of rows, signed in" /desk
load "ticket page ($ticket)" "$ticket"
load "published results, no sign-in" /results
memory "under load"
echo "requests opened by the web form, each on disk before its answer:"
wrk -t2 -c8 -d"${seconds}s" --latency -s bench/create.lua "http://$address" | grep -E '50%|99%|Requests/sec|status' | sort | uniq -c | sort -rn | head -8

mkdir "$folder/mails"
for n in $(seq 1000); do
    printf 'From: Sara Bartolucci <sara.bartolucci@comune-pesaro.example>\r\nTo: assistenza@cstpu.example\r\nSubject: Prova %s\r\nMessage-ID: <%s@comune-pesaro.example>\r\n\r\nLa stampante %s non stampa.\r\n%s\r\n' \
        "$n" "$n" "$n" "$(head -c 3000 /dev/zero | tr '\0' x | fold -w 70)" >"$folder/mails/$n.eml"
done
begun=$(date +%s%N)
# One sender writes them all: without this, the brakes would keep the receipts back.
SPORTELLO_MAIL__BRAKES__PER_SENDER=1000000 SPORTELLO_MAIL__BRAKES__OVERALL=1000000 \
    "$sportello" mail deliver --config "$folder/demo/sportello.toml" --json "$folder"/mails/*.eml >"$folder/delivered"
taken=$((($(date +%s%N) - begun) / 1000000))
echo "mails of 3 KB delivered one after the other, each with its ticket and receipt: $((1000 * 1000 / taken)) a second ($(grep -c opened "$folder/delivered") opened)"
memory "at the end"
