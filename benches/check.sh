#!/usr/bin/env bash
# How long `cargo check` takes of a vendor's crate and of the raw crates below it, once
# what these depend on is built: `benches/check.sh [vendor…]`, all vendors by default.
# Of a vendor without a crate of its own it is the raw one alone.
#
# Seconds, the least of three: on the clock, and of processors, which other programs
# disturb less. The first line of a vendor is all of it, the others are its parts.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TARGET_DIR=target/check-times CARGO_INCREMENTAL=0
TIMEFORMAT='%R %U %S'

# least <package to check> <package to forget…>: clock and processors.
least() {
    local checked=$1 clock user system
    shift
    for _ in 1 2 3; do
        cargo clean --quiet "${@/#/--package=}" 2>/dev/null
        { time cargo check --quiet --offline --package "$checked"; } 2>&1
    done | awk 'NF == 3 { cpu = $2 + $3
            if (clock == "" || $1 < clock) clock = $1
            if (least == "" || cpu < least) least = cpu }
        END { printf "%6.2f %6.2f\n", clock, least }'
}

vendors=("$@")
((${#vendors[@]})) || vendors=(density kadence mapiq maptician)
printf '%-26s %6s %6s\n' package clock cpu
for vendor in "${vendors[@]}"; do
    crate=floorkit-$vendor
    if [[ ! -d crates/$vendor ]]; then
        cargo check --quiet --offline --package "$crate-raw"
        printf '%-26s %s\n' "$crate-raw" "$(least "$crate-raw" "$crate-raw")"
        continue
    fi
    mapfile -t raws < <(cargo tree --package "$crate" --depth 1 --prefix none --edges normal \
        --format '{p}' --offline | awk '$1 ~ /-raw$/ { print $1 }' | sort -u)
    cargo check --quiet --offline --package "$crate"
    printf '%-26s %s\n' "$crate, all" "$(least "$crate" "$crate" "${raws[@]}")"
    for raw in "${raws[@]}"; do
        printf '%-26s %s\n' "  $raw" "$(least "$raw" "$raw")"
    done
    cargo check --quiet --offline --package "$crate"
    printf '%-26s %s\n' "  $crate" "$(least "$crate" "$crate")"
done
