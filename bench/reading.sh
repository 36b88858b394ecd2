#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# How fast mails are read and with how much memory: `bench/reading.sh [COUNT]`, three rounds. Needs python3 and GNU time; makes and
# removes a folder of its own of about half a megabyte for each mail.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "${BUILT:-no}" = yes ] || cargo build --release --locked
sportello="${CARGO_TARGET_DIR:-target}/release/sportello"
count="${1:-1000}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

bench/mails.py "$folder/mails" "$count"
sizes() { du -sb "$folder/mails" | cut -f1; }
echo "$count mails, $(($(sizes) / 1048576)) MiB"
for round in 1 2 3; do
    find "$folder/mails" -name '*.eml' -print0 | sort -z |
        xargs -0 /usr/bin/time -f '%e %M' -o "$folder/time" "$sportello" mail inspect --json >"$folder/told"
    told=$(wc -l <"$folder/told")
    [ "$told" = "$count" ] || { echo "only $told of $count were told" >&2; exit 1; }
    awk -v round="$round" -v mails="$count" -v bytes="$(sizes)" '{
        printf "round %d: %.0f mails a second, %.0f MB a second, peak memory %.0f MiB\n", round, mails / $1, bytes / $1 / 1e6, $2 / 1024
    }' "$folder/time"
done
