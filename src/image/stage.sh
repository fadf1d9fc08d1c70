#!/usr/bin/env bash
# Stages the files of the image: stage.sh ARCHITECTURE JAR FOLDER makes FOLDER/{libc,jre,app}, a layer each.
# All come from packages.txt, this folder and the jar, so two builds give the same bytes, on whatever machine.
set -euo pipefail
here=$(dirname "$0") architecture=$1 jar=$2 stage=$3
build=$(dpkg --print-architecture)
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.crypto.ec,jdk.management,jdk.unsupported

case $architecture in
  amd64) libraries=lib/x86_64-linux-gnu loader=lib64/ld-linux-x86-64.so.2 qemu=qemu-x86_64-static ;;
  arm64) libraries=lib/aarch64-linux-gnu loader=lib/ld-linux-aarch64.so.1 qemu=qemu-aarch64-static ;;
  *) echo "stage.sh: images are built for amd64 and arm64, not for $architecture" >&2; exit 1 ;;
esac
if [ "$architecture" != "$build" ] && ! command -v "$qemu" >/dev/null; then
  echo "stage.sh: the class archive for $architecture is made by its own JVM: apt-get install qemu-user-static" >&2
  exit 1
fi

# Jib knows a layer of its cache by the names and times of its files, and all times here are the same.
rm -rf "$stage" "$stage-packages" "$(dirname "$stage")/jib-cache"

unpack() { # ARCHITECTURE
  local to=$stage-packages/$1
  mkdir -p "$to/root"
  "$here/packages.sh" fetch "$1" "$to"
  for package in "$to"/*.deb; do dpkg-deb -x "$package" "$to/root"; done
}

libc() { # everything that the JVM links to, and the facts that scanners read
  local from=$stage-packages/$architecture to=$stage/libc
  mkdir -p "$to/$libraries" "$to/$(dirname "$loader")" "$to/etc" "$to/var/lib/dpkg/status.d"
  for name in libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libresolv.so.2 libgcc_s.so.1 libz.so.1; do
    cp -L "$from/root/$libraries/$name" "$to/$libraries/"
  done
  cp -L "$from/root/usr/$libraries/libstdc++.so.6" "$to/$libraries/"
  cp -L "$from/root/$libraries/$(basename "$loader")" "$to/$loader"
  cp -L "$from/root/usr/lib/os-release" "$to/etc/"
  echo 'nonroot:x:65532:65532:nonroot:/app:/nonexistent' >"$to/etc/passwd"
  echo 'nonroot:x:65532:' >"$to/etc/group"
  echo 'hosts: files dns' >"$to/etc/nsswitch.conf"
  for package in gcc-12-base libc6 libgcc-s1 libstdc++6 openjdk-17-jre-headless zlib1g; do
    dpkg-deb -f "$from/$package.deb" >"$to/var/lib/dpkg/status.d/$package"
    mkdir -p "$to/usr/share/doc/$package"
    cp -L "$from/root/usr/share/doc/$package/copyright" "$to/usr/share/doc/$package/"
  done
}

jre() { # jlink of the build machine's architecture, modules of the image's; --strip-debug would need objcopy of the latter
  local jdk=$stage-packages/$build/root/usr/lib/jvm/java-17-openjdk-$build
  find "$jdk" -lname '/etc/*' -printf '%p %l\n' | while read -r link file; do
    ln -sf "$(realpath "$stage-packages/$build/root")$file" "$link"
  done
  "$jdk/bin/jlink" --module-path "$stage-packages/$architecture/root/usr/lib/jvm/java-17-openjdk-$architecture/jmods" \
    --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages --output "$stage/jre/jre"
  find "$stage/jre/jre/bin" -type f ! -name java -delete
  find "$stage/jre/jre/legal" -type l -delete
}

app() {
  mkdir -p "$stage/app/app"
  cp "$jar" "$here/jvm.options" "$stage/app/app/"
  find "$stage" -exec touch -h -d @1 {} +
  archive
}

# The archive fits one JVM, one jar with its time, and one class path. For equal bytes at each build, addresses are not random
# (setarch -R), paths and the environment are the same, the heap is too large for a garbage collection, which would end at a
# random moment, and the two threads of the JVM that load classes take turns on one processor that no other process takes.
archive() {
  local work=/tmp/residency-image processor run=(env -i LC_ALL=C.UTF-8 setarch -R)
  mkdir "$work" || { echo "stage.sh: another build runs, or was killed. If none runs: rm -r $work" >&2; exit 1; }
  trap "rm -rf '$work'" EXIT
  cp -a "$stage/jre/jre" "$stage/app/app" "$here/classes.lst" "$work/"
  [ "$architecture" = "$build" ] || run+=("$(command -v "$qemu")" -L "$(realpath "$stage/libc")")
  "${run[@]}" "$work/jre/bin/java" -Xshare:off -version 2>/dev/null # the files are in memory from now on: no thread waits for them
  processor=$(taskset -cp $$ | sed 's/.*[ ,-]//')
  if chrt -f 1 true 2>/dev/null; then
    run=(chrt -f 1 taskset -c "$processor" "${run[@]}")
  else
    echo "stage.sh: no right to real-time scheduling, so the class archive may differ from that of another build" >&2
  fi
  (cd "$work/app" && "${run[@]}" "$work/jre/bin/java" @jvm.options -Xms512m -Xmx512m -Xmn400m -XX:MetaspaceSize=256m -Xint \
    -Xshare:dump -Xlog:disable -Xlog:all=error -XX:SharedClassListFile=../classes.lst -XX:SharedArchiveFile=residency.jsa \
    -cp residency.jar)
  cp "$work/app/residency.jsa" "$stage/app/app/"
}

unpack "$build"
[ "$architecture" = "$build" ] || unpack "$architecture"
libc
jre
app
rm -rf "$stage-packages"
