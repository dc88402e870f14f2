#!/usr/bin/env bash
# Keeps a file with a statistic up to date, and asks for no more than it must.
#
#   dashboard.sh [FILE]                    FILE: statistik.csv
#
# Beside FILE it keeps FILE.etag. As long as nothing changed, the register answers
# "304 Not Modified" without a body; so ask as often as you like, say every minute.
# REGISTER_URL names the register.
set -euo pipefail

file=${1:-statistik.csv}
query='/v1/statistics/measures?groupBy=stadtteil,status&format=csv'
[ -s "$file" ] || rm -f "$file.etag"
status=$(curl --silent --show-error --fail --max-time 30 --retry 3 \
    --etag-compare "$file.etag" --etag-save "$file.etag" \
    --output "$file.new" --write-out '%{http_code}' "$REGISTER_URL$query")
if [ "$status" = 304 ]; then
    rm -f "$file.new"
    echo "$file: unverändert"
else
    mv "$file.new" "$file"
    echo "$file: neu"
fi
