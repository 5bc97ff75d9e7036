#!/bin/sh
# Compiles tiles.cc for this processor into udfs/src/main/resources/io/reenact/splat/cpu. Needs g++ (CXX=... for another)
# and JAVA_HOME, or a javac on the PATH. Writes beside it what it was made from and by: BUILT, whose hash of the sources
# the tests compare.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../resources/io/reenact/splat/cpu}
cxx=${CXX:-g++}
java=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
arch=$(uname -m | sed 's/x86_64/amd64/')
mkdir -p "$out"
cd "$here"
# No contraction but where the source says so: the Java code rounds likewise. No symbol of libstdc++, and of glibc only
# memset, so that any Linux with glibc runs it.
$cxx -O3 -std=c++17 -ffp-contract=off -fno-math-errno -fno-exceptions -fno-rtti -Wall -Wextra -Werror -fPIC -shared \
  -fvisibility=hidden -fno-ident -s -Wl,--build-id=none -nodefaultlibs -I"$java/include" -I"$java/include/linux" \
  -o "$out/libtiles-linux-$arch.so" tiles.cc -lc -lgcc
{
  echo "sources $(cat tiles.cc build.sh | sha256sum | cut -d' ' -f1)"
  echo "compiler $($cxx --version | head -n 1)"
  (cd "$out" && sha256sum libtiles-*.so)
} >"$out/BUILT"
