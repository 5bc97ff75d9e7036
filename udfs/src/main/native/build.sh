#!/bin/sh
# Compiles the kernels of the face networks, the rasterizer, inversion, pictures of faces and pixels into
# udfs/src/main/resources/io/reenact/{nn/cpu,splat/cpu,inversion,face,video}/linux-x86-64. Needs gcc (CC=... for another) and JAVA_HOME, or a
# javac on the PATH. Writes beside each library what it was made from and by: BUILT, whose hash of the sources the tests compare.
# Plain C underneath: the libraries need nothing but libc and libm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../resources/io/reenact}
cc=${CC:-gcc}
java=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
cd "$here"

library() { # FOLDER LIBRARY "SOURCES" FLAGS...
  folder=$out/$1/linux-x86-64 name=$2 sources=$3
  shift 3
  mkdir -p "$folder"
  # shellcheck disable=SC2086 # the sources are words
  $cc -x c++ -std=c++17 -O3 -fno-math-errno -fno-exceptions -fno-rtti -fvisibility=hidden -fPIC -shared \
    -Wall -Wextra -Werror -Wl,--build-id=none -s "$@" -o "$folder/$name" ${sources##*.h } -lm
  {
    echo "sources $(cat $sources build.sh | sha256sum | cut -d' ' -f1)"
    echo "compiler $($cc --version | head -n 1)"
    (cd "$folder" && sha256sum "$name")
  } >"$folder/BUILT"
}

library nn/cpu libreenact.so "network_kernels.h network.cpp" -ffp-contract=fast
# No contraction but where the source says so: Java rounds likewise.
library splat/cpu libsplat.so "native.h elementary.h tile_kernels.h tiles.cpp projection.cpp" -ffp-contract=off -I"$java/include" -I"$java/include/linux"
library inversion libdescent.so "native.h elementary.h descent.cpp" -ffp-contract=off -I"$java/include" -I"$java/include/linux"
library face libpictures.so "native.h elementary.h pictures.cpp" -ffp-contract=off -I"$java/include" -I"$java/include/linux"
library video libpixels.so "native.h pixels.cpp" -ffp-contract=off -I"$java/include" -I"$java/include/linux"
