#!/bin/sh
# Pull everything that is new, with nothing but curl. The cursor stands in a file: run it again and it goes on from there.
#   FEED=https://feed.example.go.jp TOKEN=feed_… ./pull.sh [cursor-file]
set -eu
cursor_file="${1:-cursor.txt}"
touch "$cursor_file"
while :; do
  after=$(cat "$cursor_file")
  answer=$(curl --silent --show-error --fail --retry 5 --get "$FEED/events" \
    --header "Authorization: Bearer $TOKEN" --data-urlencode "after=$after" --data "limit=500" --data "wait=${WAIT:-0}")
  printf '%s\n' "$answer"                                   # {"events": […], "next": "…", "more": true}
  printf '%s' "$answer" | sed 's/.*"next":"\([^"]*\)".*/\1/' > "$cursor_file"   # only now: a crash repeats, never skips
  case "$answer" in *'"more":false}') exit 0 ;; esac
done
# As a stream: curl -N -H "Accept: text/event-stream" -H "Authorization: Bearer $TOKEN" -H "Last-Event-ID: <cursor>" "$FEED/events"
