#!/bin/sh
# One part of a job, tried again where that can help: for Slurm, GNU parallel and xargs.
#
#   examples/part.sh RECIPE OUTPUT PART PARTS [NAME=VALUE ...]
#
# An attempt writes into a folder of its own below OUTPUT and gives it the name of the part when it is complete, so that attempts may die, be
# doubled or come back. The exit status is that of prep: 0 done, or found done; 74, 75 and signals may go well another time; all others not.
set -u
recipe=$1 output=$2 part=$3 parts=$4
shift 4
attempt=1
while :; do
  python3 -m prep_tokens.jobs "$recipe" "$output" "$part/$parts" "$@"
  status=$?
  case $status in
  74 | 75 | 130 | 137 | 143) ;;
  *) exit "$status" ;;
  esac
  [ "$attempt" -lt 4 ] || exit "$status"
  sleep "$attempt"
  attempt=$((attempt + 1))
done
