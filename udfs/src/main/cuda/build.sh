#!/bin/sh
# Compiles the kernels into udfs/src/main/resources/io/reenact/splat/cuda: a cubin for each architecture, and PTX for newer
# ones. Needs nvcc (NVCC=... if it is not on the PATH). Writes beside them what they were made from and by:
# BUILT, whose hash of the sources the tests compare.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../resources/io/reenact/splat/cuda}
nvcc=${NVCC:-nvcc}
mkdir -p "$out"
cd "$here"
# No contraction but where the sources say so: forward and backward must stop at the same Gaussian.
flags="-O3 -std=c++17 --fmad=false"
for arch in 80 86 89 90; do
  $nvcc $flags -cubin -arch=sm_$arch -o "$out/splat_sm_$arch.cubin" splat.cu
done
# The PTX uses nothing newer than ISA 7.8, so drivers from 520 on can compile it; ptxas checks that it is so.
$nvcc $flags -ptx -arch=compute_80 -o "$out/splat.ptx" splat.cu
sed -i 's/^\.version .*/.version 7.8/' "$out/splat.ptx"
"$(dirname "$(command -v $nvcc)")"/ptxas -arch=sm_80 -o /dev/null "$out/splat.ptx"
{
  echo "sources $(cat splat_math.h splat_sort.h step_kernels.h pixel_kernels.h splat.cu build.sh | sha256sum | cut -d' ' -f1)"
  echo "compiler $($nvcc --version | sed -n 's/^Cuda compilation tools, //p')"
  (cd "$out" && sha256sum splat.ptx splat_sm_*.cubin)
} >"$out/BUILT"
