#!/usr/bin/env bash
# Registers measures from a file, and keeps them up to date.
#
#   register.sh [--submit] [FILE]          FILE: measures.json beside this script
#
# Run it as often as you like: what did not change is left alone. It needs curl and
# jq. Settings come from the environment: REGISTER_URL, REGISTER_CARRIER,
# REGISTER_CLIENT, REGISTER_SECRET, and REGISTER_STATE, a folder in which it
# remembers what it saw. Ends with 1 if anything was refused.
set -euo pipefail

submit=no
if [ "${1-}" = --submit ]; then submit=yes; shift; fi
file=${1:-$(dirname "$0")/measures.json}
state=${REGISTER_STATE:-register-state}
source=mein-system
mkdir -p "$state"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One request: the body goes to $work/body, the headers to $work/head; gives the
# status. Every request here may be repeated, so curl may do so by itself.
ask() {
    curl --silent --show-error --max-time 30 --retry 3 --retry-connrefused \
        --header "Accept-Language: de" --config "$work/token" \
        --dump-header "$work/head" --output "$work/body" --write-out '%{http_code}' "$@"
}

# Asks, and ends the script unless all is well.
must() {
    local status
    status=$(ask "$@")
    if [ "${status:0:1}" != 2 ]; then explain "$REGISTER_URL"; exit 1; fi
}

encoded() { jq -rn --arg number "$1" '$number | @uri'; }

# The file with the ETag of a measure: a number may hold a slash.
seen() { echo "$state/$(encoded "$1").etag"; }

etag() { tr -d '\r' <"$work/head" | sed -n 's/^etag: //Ip' | tail -n 1; }

# At /oauth/token the words of OAuth are used.
explain() {
    jq -r --arg what "$1" '"\($what): abgelehnt. \(.detail // .error_description)",
        (.errors // [] | .[] | "  \(.pointer): \(.message)")' "$work/body"
}

# The secrets go through files: anybody may see a command line.
sign_in() {
    (umask 077 && echo "user = \"$REGISTER_CLIENT:$REGISTER_SECRET\"" >"$work/token")
    must --data grant_type=client_credentials "$REGISTER_URL/oauth/token"
    jq -r '"header = \"Authorization: Bearer \(.access_token)\""' "$work/body" >"$work/token"
}

# Tells what others changed since the last run.
read_changes() {
    local next id number
    next="$REGISTER_URL/v1/changes?after=$(cat "$state/sequence" 2>/dev/null || echo 0)&limit=200"
    while [ -n "$next" ]; do
        must "$next"
        jq -r --arg source "$source" '.items[] | select(.measure.external.source? == $source)
            | "\(.id) \(.measure.external.id)"' "$work/body" >>"$work/changed"
        jq .lastSeq "$work/body" >"$work/sequence"
        next=$(jq -r 'if .items == [] then "" else .next // "" end' "$work/body")
    done
    while read -r id number; do
        must "$REGISTER_URL/v1/measures/$id"
        if [ "$(etag)" != "$(cat "$(seen "$number")" 2>/dev/null)" ]; then
            jq -r --arg number "$number" '"\($number): im Register geändert (\(.publication), \(.status))",
                (.reviews // [] | .[].remarks[] | "  \(.pointer // "") \(.text)")' "$work/body"
            etag >"$(seen "$number")"
        fi
    done < <(sort -u "$work/changed")
    # Only now: if anything fails before, it is read again.
    mv "$work/sequence" "$state/sequence"
}

# Registers or updates one measure by the number it has in our own system.
upsert() {
    local number=$1 body=$2 file status known=() was=""
    file=$(seen "$number")
    if [ -s "$file" ]; then
        was=$(cat "$file")
        known=(--header "If-Match: $was")   # Never over what somebody else just wrote.
    fi
    status=$(ask --request PUT --header "Content-Type: application/json" --data-binary "$body" \
        "${known[@]}" "$REGISTER_URL/v1/carriers/$REGISTER_CARRIER/measures/$source/$(encoded "$number")")
    case $status in
        2*) etag >"$file" ;;
        *) explain "$number"; return 1 ;;
    esac
    if [ -z "$was" ]; then echo "$number: neu"
    elif [ "$was" = "$(etag)" ]; then echo "$number: unverändert"
    else echo "$number: geändert"; fi
}

# Hands a draft to the planning office, once, however often this is tried.
submit() {
    local number=$1 id version status
    jq -e '.allowedActions | index("submit")' "$work/body" >/dev/null || return 0
    id=$(jq -r .id "$work/body") version=$(jq -r .version "$work/body")
    status=$(ask --header "Content-Type: application/json" --data '{}' \
        --header "If-Match: $(etag)" --header "Idempotency-Key: submit-$id-$version" \
        "$REGISTER_URL/v1/measures/$id/submissions")
    case $status in
        2*) etag >"$(seen "$number")"; echo "$number: eingereicht" ;;
        *) explain "$number"; return 1 ;;
    esac
}

sign_in
touch "$work/changed"
read_changes
jq -c '.[]' "$file" >"$work/measures"
refused=0
while read -r measure; do
    number=$(jq -r .id <<<"$measure")
    if ! upsert "$number" "$(jq -c 'del(.id)' <<<"$measure")"; then refused=1
    elif [ "$submit" = yes ] && ! submit "$number"; then refused=1
    fi
done <"$work/measures"
exit "$refused"
