#!/usr/bin/env bash
# The Debian packages that the image is made of, pinned in packages.txt.
#   packages.sh fetch ARCHITECTURE FOLDER   links the pinned packages into a folder; offline if they are in the cache
#   packages.sh update                      pins what this machine's package sources serve now; review the diff
# The packages are fetched by apt-get with an index of its own, so neither root nor a foreign architecture is needed.
set -euo pipefail
pins=$(dirname "$0")/packages.txt
cache=${RESIDENCY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/residency}/image

fail() {
  echo "packages.sh: $*" >&2
  exit 1
}

apt() { # ARCHITECTURE PROGRAM ARGUMENT…
  local state=$cache/apt-$1
  "$2" -q -o APT::Architecture="$1" -o APT::Architectures="$1" -o APT::Sandbox::User=root \
    -o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::Cache="$state/cache" "${@:3}"
}

index() { # ARCHITECTURE
  command -v apt-get >/dev/null || fail "apt-get is not on the PATH. Build the image on Debian 12, or in a container of it."
  mkdir -p "$cache/apt-$1"/{lists/partial,cache/archives/partial}
  touch "$cache/apt-$1/status"
  apt "$1" apt-get update >"$cache/apt-$1/log" 2>&1 ||
    fail "the package index for $1 can't be read. Check the network and the package sources: $(tail -n 2 "$cache/apt-$1/log")"
}

fetch() { # ARCHITECTURE FOLDER
  local package architecture version sha256 indexed=
  while read -r package architecture version sha256; do
    local file=$cache/$sha256.deb
    if [ ! -e "$file" ]; then
      [ -n "$indexed" ] || index "$1"
      indexed=yes
      local half
      half=$(mktemp -d "$cache/half.XXXXXX")
      (cd "$half" && apt "$1" apt-get download "$package=$version") >"$half/log" 2>&1 || fail "$package $version for $1 is not" \
        "served: Debian serves the newest version only. Pin that one by 'src/image/packages.sh update', review the change of" \
        "src/image/packages.txt, and build again. (apt-get: $(tail -n 1 "$half/log"))"
      echo "$sha256  $(echo "$half"/*.deb)" | sha256sum --check --status ||
        fail "$package $version for $1 is not the file that src/image/packages.txt pins by its SHA-256. Do not use it."
      mv "$half"/*.deb "$file"
      rm -r "$half"
    fi
    ln -sf "$file" "$2/$package.deb"
  done < <(grep " $1 " "$pins" || fail "src/image/packages.txt pins no packages for $1")
}

update() {
  local package architecture version sha256
  for architecture in $(grep -v '^#' "$pins" | cut -d ' ' -f 2 | sort -u); do index "$architecture"; done
  {
    grep '^#' "$pins"
    while read -r package architecture version sha256; do
      apt "$architecture" apt-cache show --no-all-versions "$package" |
        sed -n "s/^Version: /$package $architecture /p; s/^SHA256: / /p" | tr -d '\n' | grep . ||
        fail "this machine's package sources have no $package for $architecture. Use those of Debian 12."
    done < <(grep -v '^#' "$pins")
  } >"$pins.new"
  mv "$pins.new" "$pins"
}

case "${1:-}" in
  fetch) fetch "$2" "$3" ;;
  update) update ;;
  *) sed -n 2,5p "$0" >&2; exit 1 ;;
esac
