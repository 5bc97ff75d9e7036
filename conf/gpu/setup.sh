#!/usr/bin/env bash
# Brings a libtorch for CUDA that Deep Java Library's binding fits, lays its folder, checks it with
# ./submit.sh doctor --device cuda and prints what to put into the configuration. See --help.
# Written without a GPU: way python was run up to a compiled binding, nothing of it on a device.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
djl=0.36.0 # as in pom.xml
torch=2.7.1 # what that binding fits
flavour=cu128
bytedeco=org.bytedeco:pytorch:2.7.1-1.5.12:jar:linux-x86_64-gpu
openblas=org.bytedeco:openblas:0.3.30-1.5.12:jar:linux-x86_64
zip=https://download.pytorch.org/libtorch/cu128/libtorch-cxx11-abi-shared-with-deps-2.7.1%2Bcu128.zip

usage() {
  cat <<'TEXT'
Usage: conf/gpu/setup.sh [--way WAY] [--to DIR] [--dry-run] [OPTION]...

Brings a libtorch for CUDA that the job can use into DIR (default /opt/libtorch).

  --way python    against the PyTorch of this machine's Python: compiles the binding's C++ sources,
                  lays it beside links to PyTorch's libraries. Needs a C++ compiler and a JDK.
  --way archive   org.bytedeco:pytorch from Maven Central (616 MB), which needs CUDA 12 with cuBLAS,
                  cuDNN 9, cuFFT, cuRAND, cuSOLVER, cuSPARSE and cuFile on the machine. Needs Maven
                  and unzip.
  --way zip       PyTorch's own archive, with all that it needs. Needs curl, unzip and --sha256.
                  Default: python where there is a PyTorch for CUDA, else archive.
  --to DIR        where libtorch is to lie; what a setup left there before is replaced
  --python FILE   the Python that has PyTorch; default python3
  --sources DIR   a checkout of Deep Java Library; default: its tag is fetched with git
  --archive FILE  the archive of way archive or zip, if it is on the disk already
  --sha256 HEX    what the archive of way zip must hash to
  --cpu           a PyTorch without CUDA will do: to try out the build
  --no-check      leave out ./submit.sh doctor --device cuda
  --dry-run       say what would be done, and what is missing; change nothing

Examples:
  conf/gpu/setup.sh --dry-run
  conf/gpu/setup.sh --way python --python /opt/venv/bin/python --to /opt/libtorch
  conf/gpu/setup.sh --way archive --to /opt/libtorch
TEXT
}

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
# In a dry run everything that is missing is told, not only the first.
missing=0
lacks() {
  [[ -n "$dry" ]] || fail "$*"
  printf 'missing: %s\n' "$*" >&2
  missing=1
}
run() {
  say "+ $*"
  [[ -n "$dry" ]] || "$@"
}

way="" to=/opt/libtorch python=python3 sources="" archive="" sha256="" cpu="" check=1 dry=""
while (($#)); do
  case "$1" in
    --way | --to | --python | --sources | --archive | --sha256)
      [[ $# -ge 2 && -n "$2" ]] || { usage >&2; fail "$1 needs a value"; }
      case "$1" in
        --way) way="$2" ;;
        --to) to="$2" ;;
        --python) python="$2" ;;
        --sources) sources="$2" ;;
        --archive) archive="$2" ;;
        --sha256) sha256="$2" ;;
      esac
      shift 2
      ;;
    --cpu) cpu=1; shift ;;
    --no-check) check=""; shift ;;
    --dry-run) dry=1; shift ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; fail "there is no option $1" ;;
  esac
done

# One fact of Python's torch; empty without one.
fact() { "$python" -c "import os, torch; print($1)" 2>/dev/null || true; }

if [[ -z "$way" ]]; then
  cuda="$(fact 'torch.version.cuda or ""')"
  if [[ -n "$cuda" ]]; then way=python; else way=archive; fi
fi

# ---- what is needed --------------------------------------------------------------------------
room() { # GIB
  local folder="$to" free
  while [[ ! -d "$folder" ]]; do folder="$(dirname "$folder")"; done
  [[ -w "$folder" ]] || { lacks "$folder can't be written: name another folder with --to"; return; }
  free="$(df -Pk "$folder" | awk 'NR == 2 { print int($4 / 1048576) }')"
  ((free >= $1)) || lacks "$folder has $free GiB free and $1 are needed: name another folder with --to"
}
tool() { # NAME WHAT
  command -v "$1" >/dev/null || lacks "$1 is not on the PATH: $2"
}
# Where the loader finds a library, or empty.
found() { # NAME
  local folder
  for folder in $(tr : " " <<<"${LD_LIBRARY_PATH:-}"); do [[ -e "$folder/$1" ]] && { say "$folder/$1"; return; }; done
  ldconfig -p 2>/dev/null | awk -v name="$1" '$1 == name { print $NF; exit }'
}

# CUDA 12's libraries that libtorch for it loads: a name, the library, and the package of pip that has it.
cuda_libraries="CUDA-runtime libcudart.so.12 nvidia-cuda-runtime-cu12
cuBLAS libcublas.so.12 nvidia-cublas-cu12
cuBLASLt libcublasLt.so.12 nvidia-cublas-cu12
cuDNN libcudnn.so.9 nvidia-cudnn-cu12
cuFFT libcufft.so.11 nvidia-cufft-cu12
cuRAND libcurand.so.10 nvidia-curand-cu12
cuSOLVER libcusolver.so.11 nvidia-cusolver-cu12
cuSPARSE libcusparse.so.12 nvidia-cusparse-cu12
cuFile libcufile.so.0 nvidia-cufile-cu12"
looked() { say "the folders of LD_LIBRARY_PATH (${LD_LIBRARY_PATH:-none}) and those of ldconfig"; }
want_cuda_libraries() {
  local name library package
  while read -r name library package; do
    [[ -n "$(found "$library")" ]] ||
      lacks "$name: $library is in none of $(looked): install it with CUDA 12 (or pip's $package), or put its folder on LD_LIBRARY_PATH"
  done <<<"$cuda_libraries"
}
# What the libraries that were laid ask the loader for in vain. The driver's own the doctor looks for.
check_laid() {
  local file library absent="" among="$lib${paths:+:$paths}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
  command -v ldd >/dev/null || { say "ldd is not here: whether the loader finds all of it is not checked"; return; }
  for file in "$lib"/lib*.so*; do
    while read -r library; do
      printf 'missing: %s, which %s needs, is in none of the folders of %s and ldconfig: %s\n' "$library" \
        "${file##*/}" "$among" "install the package that has it, and put its folder on LD_LIBRARY_PATH" >&2
      absent=1
    done < <(LD_LIBRARY_PATH="$among" ldd "$file" 2>/dev/null |
      awk '/not found/ && $1 != "libcuda.so.1" && $1 != "libnvidia-ml.so.1" { print $1 }' | sort -u)
  done
  [[ -z "$absent" ]] || fail "libtorch is laid in $lib, and the loader would not find all that it needs"
}

newer() { [[ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" == "$2" ]]; } # A at least B

lib="$to/lib" paths=""
say "libtorch goes to $lib, by way $way"

python_way() {
  local version cuda root abi jdk cxx
  room 1
  command -v "$python" >/dev/null || { lacks "there is no $python: name one with --python"; return; }
  version="$(fact torch.__version__)"
  [[ -n "$version" ]] || { lacks "$python has no torch: name a Python that has it with --python, or take --way archive"; return; }
  cuda="$(fact 'torch.version.cuda or ""')"
  root="$(fact 'os.path.dirname(torch.__file__)')"
  abi="$(fact 'int(torch._C._GLIBCXX_USE_CXX11_ABI)')"
  say "PyTorch $version${cuda:+ for CUDA $cuda} in $root"
  [[ -n "$cuda$cpu" ]] || lacks "that PyTorch is the CPU's: install one for CUDA, or take --way archive"
  newer "${version%%[+a-z]*}" "$torch" || [[ -n "$cpu" ]] ||
    lacks "PyTorch $version is older than $torch, which the binding fits: install a newer one"
  [[ -f "$root/include/torch/script.h" || -f "$root/include/torch/csrc/api/include/torch/torch.h" ]] ||
    lacks "that PyTorch has no headers in $root/include: install the package from PyTorch itself"
  cxx="${CXX:-g++}"
  tool "$cxx" "install a C++ compiler, or name one in CXX"
  tool javac "install a JDK 17"
  jdk="$(dirname "$(dirname "$(readlink -f "$(command -v javac || say /none/bin/javac)")")")"
  [[ -f "$jdk/include/jni.h" ]] || lacks "there is no jni.h in $jdk/include: install the JDK's headers"
  if [[ -n "$sources" ]]; then
    [[ -d "$sources/engines/pytorch/pytorch-native/src/main/native" ]] ||
      lacks "$sources is no checkout of Deep Java Library"
  else
    tool git "install it, or name a checkout of Deep Java Library $djl with --sources"
  fi
  local toolkit=""
  if [[ -n "$cuda" ]]; then
    toolkit="$(cuda_headers "$root")"
    [[ -n "$toolkit" ]] || lacks "there is no cuda_runtime_api.h: install CUDA's headers (nvidia-cuda-runtime of pip has them), or set CUDA_HOME"
  fi
  ((missing == 0)) || return 0

  local work="$to/build"
  run rm -rf "$work" "$lib"
  run mkdir -p "$work/include" "$work/classes" "$lib"
  if [[ -z "$sources" ]]; then
    sources="$work/djl"
    run git clone --quiet --depth 1 --branch "v$djl" https://github.com/deepjavalibrary/djl "$sources"
  fi
  local engine="$sources/engines/pytorch/pytorch-engine/src/main/java"
  run javac -nowarn -sourcepath "$engine:$sources/api/src/main/java" -implicit:none -proc:none \
    -h "$work/include" -d "$work/classes" "$engine/ai/djl/pytorch/jni/PyTorchLibrary.java"
  local flags=(-std=c++17 -O2 -fPIC -shared -w "-D_GLIBCXX_USE_CXX11_ABI=$abi" "-Wl,-rpath,\$ORIGIN")
  local libraries=(-ltorch -ltorch_cpu -lc10)
  if [[ -n "$cuda" ]]; then
    flags+=(-DUSE_CUDA "-I$toolkit")
    libraries+=(-ltorch_cuda -lc10_cuda)
  fi
  local native=("$sources"/engines/pytorch/pytorch-native/src/main/native/*.cc)
  # PyTorch's libraries first: links to them are all that DJL finds in this folder, and all that it loads.
  local file
  for file in "$root"/lib/lib*.so*; do
    case "${file##*/}" in
      libtorch.so* | libtorch_cpu.so* | libtorch_cuda*.so* | libc10.so* | libc10_cuda.so* | libshm.so* | \
        libgomp*.so* | libcaffe2_nvrtc.so* | libtorch_global_deps.so*) run ln -sf "$file" "$lib/${file##*/}" ;;
    esac
  done
  run "$cxx" "${flags[@]}" "-I$root/include" "-I$root/include/torch/csrc/api/include" \
    "-I$jdk/include" "-I$jdk/include/linux" "-I$work/include" "-I$sources/api/src/main/native" \
    "${native[@]}" -o "$lib/libdjl_torch.so" "-L$root/lib" "${libraries[@]}"
  run rm -rf "$work"
  paths="$(nvidia_folders "$root")"
}

# CUDA's headers: those of the toolkit, or of NVIDIA's packages for Python beside torch.
cuda_headers() { # TORCH
  local folder
  for folder in "${CUDA_HOME:-/usr/local/cuda}/include" "$1"/../nvidia/*/include; do
    [[ -f "$folder/cuda_runtime_api.h" ]] && { (cd "$folder" && pwd); return; }
  done
}
nvidia_folders() { # TORCH
  local folder all=""
  for folder in "$1"/../nvidia/*/lib; do
    [[ -d "$folder" ]] && all+="${all:+:}$(cd "$folder" && pwd)"
  done
  say "$all"
}

archive_way() {
  room 4
  tool unzip "install it"
  [[ -n "$archive" ]] || tool mvn "install Maven, or name the archive with --archive"
  [[ -z "$archive" || -f "$archive" ]] || lacks "there is no file $archive"
  [[ -n "$cpu" ]] || want_cuda_libraries
  ((missing == 0)) || return 0
  local work="$to/download"
  run rm -rf "$work" "$lib" "$to/openblas"
  run mkdir -p "$work" "$lib" "$to/openblas"
  if [[ -z "$archive" ]]; then
    local part
    for part in "$bytedeco" "$openblas"; do
      # Maven compares each file with the hash that Central publishes beside it.
      run mvn -q -B -C dependency:copy -Dmdep.useBaseVersion=true "-Dartifact=$part" "-DoutputDirectory=$work"
    done
    archive="$work/pytorch-2.7.1-1.5.12-linux-x86_64-gpu.jar"
    run unzip -q -j -o "$work/openblas-0.3.30-1.5.12-linux-x86_64.jar" '*/libopenblas*.so*' '*/libgfortran*' \
      '*/libquadmath*' -d "$to/openblas"
  fi
  # Only libtorch's own: DJL loads nearly every library that it finds there.
  run unzip -q -j -o "$archive" '*/libtorch.so*' '*/libtorch_cpu.so*' '*/libtorch_cuda*.so*' '*/libc10.so*' \
    '*/libc10_cuda.so*' -d "$lib"
  run rm -rf "$work"
  paths="$to/openblas"
}
zip_way() {
  room 8
  tool unzip "install it"
  [[ -n "$sha256" ]] || lacks "give --sha256, that of $zip from a download you trust"
  [[ -n "$archive" ]] || tool curl "install it, or name the archive with --archive"
  [[ -z "$archive" || -f "$archive" ]] || lacks "there is no file $archive"
  ((missing == 0)) || return 0
  run mkdir -p "$to"
  local file="${archive:-$to/libtorch.zip}"
  [[ -n "$archive" ]] || run curl -fsSL "$zip" -o "$file"
  if [[ -z "$dry" ]] && ! echo "$sha256  $file" | sha256sum -c - >/dev/null 2>&1; then
    fail "$file does not have SHA-256 $sha256"
  fi
  run rm -rf "$lib"
  run unzip -q -j -o "$file" 'libtorch/lib/*.so*' -d "$lib"
  [[ -n "$archive" ]] || run rm -f "$file"
}

case "$way" in
  python) python_way ;;
  archive) archive_way ;;
  zip) zip_way ;;
  *) usage >&2; fail "there is no way $way: python, archive or zip" ;;
esac
((missing == 0)) || fail "not all that is needed is here"

[[ -n "$dry" ]] || check_laid

# ---- what to set -----------------------------------------------------------------------------
[[ -z "$cpu" ]] || flavour=cpu
lines() { # PREFIX SEPARATOR
  say "$1PYTORCH_LIBRARY_PATH$2$lib"
  say "$1PYTORCH_VERSION$2$torch"
  say "$1PYTORCH_FLAVOR$2$flavour"
  [[ -z "$paths" ]] || say "$1LD_LIBRARY_PATH$2$paths"
}
say ""
say "for a shell, and for ./submit.sh in local mode:"
lines "export " =
say ""
say "for executors, in the properties file:"
lines "spark.executorEnv." "  "

if [[ -n "$check" && -z "$dry" ]]; then
  say ""
  submit="$here/../../submit.sh"
  [[ -x "$submit" ]] || fail "there is no submit.sh beside conf: check with ./submit.sh doctor --device cuda"
  while IFS= read -r line; do export "${line#export }"; done < <(lines "export " =)
  "$submit" doctor --device cuda || fail "libtorch is laid, and the doctor found a fault: see above"
fi
