#!/usr/bin/env bash
# Makes the environment of bench:neuron and rig-neuron in a folder, or completes one that is there:
#
#   bash bench/neuron/environment.sh FOLDER
#
#   FOLDER/venv              Python with NEURON (and CoreNEURON in its wheel), Arbor, numpy: bench/requirements.txt
#   FOLDER/neuron            the mechanisms of mod/, compiled by nrnivmodl for NEURON
#   FOLDER/rig               the mechanisms of rig/, compiled by nrnivmodl, for bench/rig-neuron.ts
#   FOLDER/coreneuron        the same for CoreNEURON, without LONGITUDINAL_DIFFUSION, of which its translator makes C++
#                            that does not compile
#   FOLDER/arbor             the catalogue of arbor/, compiled by arbor-build-catalogue
#
# Needs Python 3.11 with venv, g++, make and cmake. A part that fails says so in FOLDER/*.log; the others stay usable.
# RADIATUM_PYTHON names the Python to start from; MECHANISM_FLAGS are the compiler's for all mechanisms.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="$(mkdir -p "$1" && cd "$1" && pwd)"
flags="${MECHANISM_FLAGS:--O3 -march=native}"
failed=0
[ -e "$folder/flags" ] && [ "$(cat "$folder/flags")" = "$flags" ] || echo "$flags" >"$folder/flags"

[ -x "$folder/venv/bin/python" ] || "${RADIATUM_PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/../requirements.txt"
export PATH="$folder/venv/bin:$PATH"

# part NAME COMMAND…: runs the command in an empty FOLDER/NAME unless what it makes is newer than its sources.
part() {
  local name="$1" stamp="$folder/$1/made"
  shift
  local sources=("$here"/{mod,rig,arbor,environment.sh} "$folder/flags")
  [ ! -e "$stamp" ] || [ -n "$(find "${sources[@]}" -newer "$stamp" -print -quit)" ] || return 0
  rm -rf "${folder:?}/$name" && mkdir "$folder/$name"
  if (cd "$folder/$name" && "$@") >"$folder/$name.log" 2>&1; then
    touch "$stamp"
  else
    failed=1
    echo "$name could not be built; the end of $folder/$name.log:" >&2
    tail -n 5 "$folder/$name.log" >&2
  fi
}

neuron() { nrnivmodl -incflags "$flags" "$here/mod"; }
rig() { nrnivmodl -incflags "$flags" "$here/rig"; }

# hhexact is NEURON's own hh without its TABLE: the loop over segments then has no branch, and g++ puts four in a
# vector if -ffast-math allows it libmvec's exp.
coreneuron() {
  local shipped
  shipped="$(echo "$folder"/venv/lib/python3*/site-packages/neuron/.data/share/modfile/hh.mod)"
  mkdir mod
  for file in "$here"/mod/*.mod; do grep -v LONGITUDINAL_DIFFUSION "$file" >"mod/$(basename "$file")"; done
  sed '/^ *TABLE /d; s/SUFFIX hh/SUFFIX hhexact/' "$shipped" >mod/hhexact.mod
  nrnivmodl -coreneuron -incflags "$flags -ffast-math" mod
}

arbor() { arbor-build-catalogue bench "$here/arbor"; }

part neuron neuron
part rig rig
part coreneuron coreneuron
part arbor arbor
exit "$failed"
