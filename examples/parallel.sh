#!/bin/sh
# A job in parts on one machine, or on those of --sshlogin, by GNU parallel; without it by xargs. Then the parts as one set.
#
#   examples/parallel.sh RECIPE OUTPUT [PARTS [AT_A_TIME]]
set -eu
recipe=$1 output=$2 parts=${3-16} at_a_time=${4-$(nproc)}
here=$(dirname "$0")
if command -v parallel >/dev/null; then
  seq 0 $((parts - 1)) | parallel --halt soon,fail=1 -j "$at_a_time" "$here/part.sh" "$recipe" "$output" {} "$parts"
else
  seq 0 $((parts - 1)) | xargs -P "$at_a_time" -I {} "$here/part.sh" "$recipe" "$output" {} "$parts"
fi
prep merge "$output"
