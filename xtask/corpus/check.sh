#!/usr/bin/env bash
# Tries every document that `fetch.sh` collected: `check.sh <folder> [<word>...]`.
#
# With words, only the documents whose names have one of them. Prints a line per
# document, the smallest first, and a count of all of them at the end: operations
# made and adopted, seconds, whether the crate compiles, and of the examples how
# many were read, came back, were lost, contradict their own schema, or have no
# type to read them. What `try` said of a document is in `target/corpus/<file>.log`.
set -euo pipefail

from=$(cd "${1:?the folder that fetch.sh filled}" && pwd)
shift
cd "$(dirname "$0")/../.."
target=$(mkdir -p "${CARGO_TARGET_DIR:-target}" && cd "${CARGO_TARGET_DIR:-target}" && pwd)
logs=$target/corpus
mkdir -p "$logs"

export CARGO_TARGET_DIR=$target CARGO_INCREMENTAL=0 CARGO_BUILD_JOBS=${CARGO_BUILD_JOBS:-1}
cargo build --quiet --release --manifest-path xtask/bin/Cargo.toml

# told <file>: the figures of one report, between tabs.
told() {
    awk '
        /^[^ ].*: [0-9]+ of [0-9]+ operations?, / {
            match($0, /: [0-9]+ of [0-9]+ operations?, /)
            split(substr($0, RSTART + 2), word, " "); made = word[1]; operations = word[3]
        }
        /^it compiles$/ { compiles = "yes" }
        /^it does not compile:$/ { compiles = "no" }
        /^[0-9]+ of [0-9]+ examples? came back/ { back = $1; read = $3 }
        /^[0-9]+ examples? with no type/ { untyped = $1 }
        /^[^ ].*:$/ { section = $0 }
        /^  / && section == "lost:" { lost += $1 == "and" && $3 == "more" ? $2 : 1 }
        END {
            OFS = "\t"
            print made + 0, operations + 0, compiles == "" ? "-" : compiles, \
                read + 0, back + 0, lost + 0, read - back - lost, untyped + 0
        }
    ' "$1"
}

heading=$'document\tmade\toperations\tcompiles\tread\tback\tlost\tcontradictory\tuntyped\tseconds'
printf '%s\n' "$heading"
sort -n "$from/LIST" | awk '{ print $NF }' | while read -r file; do
    case " $* " in
        "  ") ;;
        *) for word; do [[ $file == *"$word"* ]] && break; done || continue ;;
    esac
    out=$logs/try
    rm -rf "$out"
    began=$SECONDS
    "$target/release/xtask" try "$from/$file" --out "$out" --check >"$logs/$file.log" 2>&1 || true
    printf '%s\t%s\t%s\n' "$file" "$(told "$logs/$file.log")" "$((SECONDS - began))"
    if name=$(grep -m1 -o 'floorkit-[a-z0-9-]*-raw' "$out/Cargo.toml" 2>/dev/null); then
        (cd "$out" && cargo clean --quiet --offline --package "$name" 2>/dev/null) || true
    fi
    rm -rf "$out"
done | tee "$logs/table" | cat
awk -F '\t' '
    { documents += 1; made += $2; operations += $3; compile += $4 == "yes"
      read += $5; back += $6; lost += $7; contradictory += $8; untyped += $9 }
    END {
        printf "%d documents, %d compile; %d of %d operations; ", documents, compile, made, operations
        printf "%d examples: %d came back, %d contradict their schema, %d lost; %d have no type\n", \
            read, back, contradictory, lost, untyped
    }
' "$logs/table"
