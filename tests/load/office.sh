#!/usr/bin/env bash
# How long the office waits among many cases: a city of the hundred procedures, whose cases have lived for five years, and
# fifty people who take the next one at the same moment. Prints what it measures; the numbers mean something on a quiet machine.
#
#   cargo build --locked --profile dist --features madoguchi/postgres-tls -p madoguchi -p load
#   tests/load/office.sh FOLDER CASES [postgres://…]
#
# FOLDER is made and kept; with a database of its own, nothing in it may exist.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly folder=$1 cases=$2
readonly binaries=${BINARIES:-target/dist} people=50
export MADOGUCHI_DATA=$folder/data
if [ $# -gt 2 ]; then export MADOGUCHI_DATABASE=$3; fi
readonly listen=127.0.0.1:${PORT:-8181}

say() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }
madoguchi() { "$binaries/madoguchi" "$@"; }
hire() { echo "$1-Kn8#vRq2Lw" | madoguchi staff add --email "$1@city.example" --name "$2" --password-stdin "${@:3}" >/dev/null; }

mkdir -p "$folder"
say 'a city'
madoguchi migrate
madoguchi forms publish | tail -1
for number in $(seq "$people"); do hire "clerk$number" "担当 $number" --role clerk --department city; done
for number in 1 2 3; do hire "head$number" "部長 $number" --role approver --rank mayor --department city; done

say "$cases cases with their lives"
madoguchi seed --submissions "$cases" --lives | tail -3
du -sh "$folder"

say 'the server'
for number in $(seq "$people"); do
  madoguchi staff token --email "clerk$number@city.example" --scope cases | tail -1
done >"$folder/tokens"
# Whoever measures asks more often than a person could.
export MADOGUCHI_LIMITS='read=0/0,write=0/0,search=0/0,staff-search=0/0'
# The program itself: of a function the shell would be what is measured and ended.
"$binaries/madoguchi" serve --listen "$listen" --payment-provider http://127.0.0.1:9 --smtp smtp://127.0.0.1:9 >"$folder/log" 2>&1 &
readonly server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
for _ in $(seq 600); do
  if grep -q '^listening on' "$folder/log"; then break; fi
  sleep 0.1
done

say 'lists, searches, cases, many at once'
"$binaries/load" office --server "$listen" --tokens "$folder/tokens" --pages 100 \
  --list 'view=unclaimed&procedure=inu-toroku' --list 'view=all' --list 'view=late' --list 'view=closed' \
  --list 'view=unclaimed&ward=aoba' --list 'view=all&sort=newest' \
  --search 佐藤 --search 山田花子 --search 鈴木 --settle 800 --take 1000
"$binaries/load" office --server "$listen" --tokens "$folder/tokens" --pages 1 --list 'view=unclaimed' --take 1000 --pause 1000
grep -E '^Vm(RSS|HWM)' "/proc/$server/status"
