#!/bin/sh
# Compiles the kernels of the face networks into udfs/src/main/resources/io/reenact/nn/cpu/linux-x86-64. Needs gcc
# (CC=... for another). Writes beside the library what it was made from and by: BUILT, whose hash of the sources the
# tests compare. Plain C underneath: the library needs nothing but libc and libm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../resources/io/reenact/nn/cpu/linux-x86-64}
cc=${CC:-gcc}
mkdir -p "$out"
cd "$here"
$cc -x c++ -std=c++17 -O3 -mavx2 -mfma -ffp-contract=fast -fno-math-errno -fno-exceptions -fno-rtti \
  -fvisibility=hidden -fPIC -shared -Wall -Wextra -Werror -Wl,--build-id=none -s -o "$out/libreenact.so" network.cpp -lm
{
  echo "sources $(cat network.cpp build.sh | sha256sum | cut -d' ' -f1)"
  echo "compiler $($cc --version | head -n 1)"
  (cd "$out" && sha256sum libreenact.so)
} >"$out/BUILT"
