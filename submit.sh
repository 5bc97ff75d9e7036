#!/usr/bin/env bash
# The one entry point of reenact. ./submit.sh --help
#
#   ./submit.sh [spark-submit options] COMMAND [options]
#
# With SPARK_HOME set, its spark-submit runs the job, with our jars that it lacks; without, Spark
# runs from the Maven jars. What is missing or older than the sources is built first.
#
#   REENACT_OFFLINE=1      build without the network
#   REENACT_NO_BUILD=1     never build
#   REENACT_DRIVER_MEMORY  heap of the driver, in local mode of everything (default 2g)
#   REENACT_LOG            the log, which also gets what libraries print (default logs/reenact.log)
set -euo pipefail

home="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
dist="$home/target/dist"
archive="$dist/classes.jsa"

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }
misused() { say "error: $*"; exit 2; }

[[ "$home" != *:* ]] || fail "Java can't run from a folder with a colon in its name: $home"

# ---- Java --------------------------------------------------------------------------------------
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
example=""
for jdk in /usr/lib/jvm/*17*; do
  [[ -x "$jdk/bin/java" ]] && example=", such as JAVA_HOME=$jdk" && break
done
java="$(command -v -- "$java")" || {
  [[ -z "${JAVA_HOME:-}" ]] || fail "there is no bin/java in JAVA_HOME=$JAVA_HOME; set it to a JDK 17$example"
  fail "no java on the PATH; install JDK 17, or set JAVA_HOME to one$example"
}
# The file release says it in no time; java -version is for those that lack it.
release="$(dirname "$(dirname "$(readlink -f "$java")")")/release"
version="$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$release" 2>/dev/null)" || true
[[ -n "$version" ]] || version="$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1)" || true
case "${version%%[.+-]*}" in
  17 | 21) ;;
  *) fail "$java is Java ${version:-of no known version}; Spark runs on Java 17 or 21: set JAVA_HOME to one$example" ;;
esac

# ---- build what is missing -------------------------------------------------------------------
stale() {
  [[ -f "$dist/built" ]] || return 0
  [[ -n "$(find "$home/pom.xml" "$home"/udfs/pom.xml "$home"/spark-job/pom.xml \
    "$home"/udfs/src/main "$home"/spark-job/src/main "$home"/conf/profiles \
    "$home"/models/package-lock.json "$home"/models/embedded/bundle \
    "$home"/spark-job/web/src "$home"/spark-job/web/build.mjs "$home"/spark-job/web/package-lock.json \
    -newer "$dist/built" -print -quit 2>/dev/null)" ]]
}

build() {
  [[ "${version%%[.+-]*}" == 17 ]] || fail "$java is Java $version; reenact builds with JDK 17: set JAVA_HOME to one$example"
  [[ -x "$(dirname "$(readlink -f "$java")")/javac" ]] || fail "$java has no javac beside it; reenact builds with JDK 17: set JAVA_HOME to one$example"
  command -v mvn >/dev/null || fail "mvn is not on the PATH; install Maven 3.8 or later"
  # The profile fetch-face-models of udfs/pom.xml and spark-job/web/build.mjs use them.
  local tool
  for tool in node npm; do
    command -v "$tool" >/dev/null || fail "$tool is not on the PATH; install Node.js 18 or later, whose npm fetches the face models and the libraries of the report"
  done
  local log="$home/target/build.log" offline=()
  writable "$log" || fail "$home/target can't be written, and the job is not built there or older than its sources; build it as who owns it"
  say "building (first use, or the sources changed)"
  [[ -n "${REENACT_OFFLINE:-}" ]] && offline=(-o)
  rm -rf "$dist.new"
  if ! (cd "$home" && JAVA_HOME="$(dirname "$(dirname "$(readlink -f "$java")")")" mvn -q -B "${offline[@]}" -pl udfs,spark-job -P dist -DskipTests \
      -Dreenact.dist="$dist.new" package) >"$log" 2>&1; then
    grep -m 1 '^\[ERROR\]' "$log" | cut -c 1-400 >&2 || tail -n 1 "$log" >&2
    fail "the build failed; all of it is in $log"
  fi
  cp "$home"/spark-job/target/reenact-spark-job-*.jar "$dist.new/jars/"
  "$java" -cp "$dist.new/jars/*" io.reenact.cli.JvmFlags >"$dist.new/jvm.flags" 2>>"$log" ||
    fail "what was built does not run; see $log"
  touch "$dist.new/built"
  rm -rf "$dist"
  mv "$dist.new" "$dist"
  rehearse "$log"
}

# Loading Spark's classes takes as long as a short command's work. A first command, on the sample corpus, leaves an
# archive of them, which the JVM maps from then on; without one, everything only starts later.
rehearse() { # LOG
  local workspace
  workspace="$(mktemp -d "${TMPDIR:-/tmp}/reenact-XXXXXXXX")" || return 0
  env -u SPARK_HOME REENACT_NO_BUILD=1 REENACT_REHEARSAL=1 REENACT_LOG="$1" "${BASH_SOURCE[0]}" \
    index --corpus "$home/samples/corpus" --workspace "$workspace/w" >>"$1" 2>&1 || true
  rm -rf "$workspace"
  [[ ! -f "$archive.new" ]] || mv -f "$archive.new" "$archive"
}

writable() { mkdir -p "$(dirname "$1")" 2>/dev/null && { : >>"$1"; } 2>/dev/null; }

if [[ -z "${REENACT_NO_BUILD:-}" ]] && stale; then build; fi
[[ -f "$dist/jvm.flags" ]] || fail "nothing is built; run without REENACT_NO_BUILD"

# ---- tell Spark's options from ours ----------------------------------------------------------
spark=() app=() memory="${REENACT_DRIVER_MEMORY:-2g}" master="" deploy="" properties="" verbose=""
jvm="" classpath="" libraries=""
while (($#)); do
  case "$1" in
    # As spark-submit takes them.
    --master=* | --deploy-mode=* | --driver-*=* | --properties-file=* | --conf=* | --jars=* | \
      --packages=* | --executor-*=* | --num-executors=* | --total-executor-cores=*)
      set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case "$1" in
    --name) [[ ${#app[@]} -eq 0 ]] || { app+=("$1"); shift; continue; } ;;& # the command boundary has one, too
    --master | --deploy-mode | --name | --conf | --jars | --packages | --repositories | --files | \
      --archives | --py-files | --properties-file | --executor-memory | --executor-cores | \
      --num-executors | --total-executor-cores | --driver-memory | --driver-cores | \
      --driver-class-path | --driver-library-path | --queue | --principal | --keytab | --proxy-user)
      [[ $# -ge 2 && -n "$2" && "$2" != --* ]] || misused "$1 needs a value" ;;&
    --driver-java-options) [[ $# -ge 2 ]] || misused "$1 needs a value" ;;&
    --conf) [[ "$2" == *=* ]] || misused "--conf $2: write NAME=VALUE" ;;&
    --master) master="$2"; spark+=("$1" "$2"); shift 2 ;;
    --deploy-mode) deploy="$2"; spark+=("$1" "$2"); shift 2 ;;
    --driver-memory) memory="$2"; shift 2 ;;
    --driver-java-options) jvm="$2"; shift 2 ;;
    --driver-class-path) classpath="$2"; shift 2 ;;
    --driver-library-path) libraries="$2"; shift 2 ;;
    --properties-file) properties="$2"; shift 2 ;;
    --name | --conf | --jars | --packages | --repositories | --files | --archives | --py-files | \
      --executor-memory | --executor-cores | --num-executors | --total-executor-cores | \
      --driver-cores | --queue | --principal | --keytab | --proxy-user)
      spark+=("$1" "$2"); shift 2 ;;
    --supervise) spark+=("$1"); shift ;;
    --verbose) verbose=1; app+=("$1"); shift ;;
    --) shift; app+=("$@"); break ;;
    *) app+=("$1"); shift ;;
  esac
done
[[ "$memory" =~ ^[0-9]+[kKmMgGtT]?$ ]] || misused "$memory is no size of memory; write such as 4g or 800m"
if [[ -z "$properties" ]]; then
  case "$master" in "" | local*) properties="$home/conf/local.conf" ;; *) properties="$home/conf/cluster.conf" ;; esac
fi
[[ -f "$properties" && -r "$properties" ]] || fail "the properties file $properties can't be read"

# A secret that others can read is none.
if grep -qE '^[[:space:]]*spark\.authenticate\.secret[[:space:]=]' "$properties" 2>/dev/null &&
  [[ "$(stat -Lc %a "$properties")" != *00 ]]; then
  say "error: $properties holds a secret and others can read it: chmod 600 $properties"
  exit 2
fi

# Where S3 is named, conf/s3.conf is added; what the user's properties file or --conf says wins.
case " ${app[*]} " in *[\ =]s3a://*)
  s3=()
  while read -r name value; do
    case "$name" in "" | \#*) continue ;; esac
    grep -qE "^${name}[[:space:]=]" "$properties" || s3+=(--conf "$name=$value")
  done <"$home/conf/s3.conf"
  spark=("${s3[@]}" "${spark[@]}")
  ;;
esac

# In local mode nothing listens beyond this machine: Spark's pages bind to this, the rest to conf/local.conf.
case "$master" in "" | local*) export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}" ;; esac

# ---- what native code reads from the environment ---------------------------------------------
# Here for the driver, in conf/*.conf for executors; a value of the user's wins in both.
native() { # NAME VALUE
  if [[ -n "${!1+set}" ]]; then
    spark=(--conf "spark.executorEnv.$1=${!1}" "${spark[@]}")
  else
    export "$1=$2"
  fi
}
# PyTorch's threads must sleep while they wait: spinning ones take the cores from everything else.
native OMP_WAIT_POLICY PASSIVE
# glibc gives large blocks back to the system at once and fetches them anew: tensors come and go by
# the thousand. Up to these sizes it keeps them. Other allocators, by LD_PRELOAD, don't read these.
native MALLOC_MMAP_THRESHOLD_ 1073741824
native MALLOC_TRIM_THRESHOLD_ 8589934592
# Java takes the encoding of file names from the locale: in C and POSIX, names beyond ASCII are lost.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
  *[Uu][Tt][Ff]*8) ;;
  *) export LC_ALL=C.UTF-8 ;;
esac

# ---- the log -----------------------------------------------------------------------------------
log="${REENACT_LOG:-$home/logs/reenact.log}"
[[ "$log" == /* ]] || log="$PWD/$log"
if ! writable "$log"; then
  [[ -z "${REENACT_LOG:-}" ]] || fail "the log $log can't be written; set REENACT_LOG to another file"
  elsewhere="${XDG_STATE_HOME:-${HOME:-}/.local/state}/reenact/reenact.log"
  writable "$elsewhere" || fail "neither $log nor $elsewhere can be written; set REENACT_LOG to another file"
  say "$log can't be written; the log is $elsewhere"
  log="$elsewhere"
fi

# Java starts with descriptor 2 on this, until the job has taken it over for the log and says so; our
# lines go to descriptor 3. If it never does, what was printed says why: all of it is in the log, and
# on the terminal what is no stack trace.
early() {
  trap '' INT HUP
  local line said=() shown=""
  while IFS= read -r line || [[ -n "$line" ]]; do
    [[ "$line" != "reenact: console is up" ]] || { up=1; break; }
    said+=("$line")
  done
  ((${#said[@]} == 0)) || printf '%s\n' "${said[@]}" >>"$log"
  [[ -z "${up:-}" ]] || return 0
  for line in "${said[@]}"; do
    case "$line" in
      "WARNING: Using incubator modules"* | *" compiler directives added." | "Picked up "*_OPTIONS:* | $'\t'*) ;;
      *) say "$line"; shown=1 ;;
    esac
  done
  [[ -n "$shown" ]] || say "error: Java ended before the job began"
}

# ---- the JVM -----------------------------------------------------------------------------------
# As a URI: log4j takes anything else apart.
uri() {
  local LC_ALL=C byte i out=""
  for ((i = 0; i < ${#1}; i++)); do
    byte="${1:i:1}"
    case "$byte" in
      [A-Za-z0-9/._~-]) out+="$byte" ;;
      *) printf -v byte '%%%02X' "'$byte"; out+="%${byte: -2}" ;;
    esac
  done
  printf 'file:%s' "$out"
}
# As one word of a line of options.
quoted() { local word="${1//\\/\\\\}"; printf '"%s"' "${word//\"/\\\"}"; }

flags="$(cat "$dist/jvm.flags")"
options=("-Dreenact.home=$home" "-Dreenact.log=$log" "-Dreenact.log.old=${log//%/%%}.%i"
  "-Dlog4j2.configurationFile=$(uri "$home/conf/log4j2.properties")")
[[ -n "$verbose" ]] && options+=(-Dreenact.log.level=info -Dreenact.log.console=info)
[[ -t 2 ]] && options+=(-Dreenact.tty=true)
# In cluster mode the job runs elsewhere; here is only who sends it.
[[ "$deploy" == cluster ]] || options+=(-Dreenact.console.fd=3)
# Temporary files lie in a folder of this run's own. The JVM owns it once it is up and removes it in
# the end; if it is killed, the next run does.
if [[ "$deploy" != cluster && " $jvm" != *" -Djava.io.tmpdir="* ]]; then
  scratch="$(mktemp -d "${TMPDIR:-/tmp}/reenact-XXXXXXXX" 2>/dev/null)" ||
    fail "no temporary folder can be made in ${TMPDIR:-/tmp}; set TMPDIR to another"
  options+=("-Djava.io.tmpdir=$scratch" "-Dreenact.scratch=$scratch")
fi
jar="$(echo "$dist"/jars/reenact-spark-job-*.jar)"
# On one machine everybody has our classes; others are sent the jars.
alone=""
case "$master" in "" | local | local\[*) alone=1 ;; esac
# There, too, what starts Spark is compiled once, and what it does is over in minutes. So the JVM's second compiler has a
# list of what it leaves alone, and for the rest waits ten times as long as usual: what is hot for long gets there anyway.
[[ -z "$alone" ]] || options+=(-XX:+UnlockDiagnosticVMOptions -XX:+DisplayVMOutputToStderr
  "-XX:CompilerDirectivesFile=$home/conf/jit.json" -XX:Tier4InvocationThreshold=50000
  -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000)
# Hadoop starts a program for each file that it makes; this class of ours does not.
[[ -z "$alone" ]] || spark=(--conf spark.hadoop.fs.file.impl=io.reenact.table.LocalFiles "${spark[@]}")

watched() { # COMMAND..., instead of this shell
  [[ "$deploy" != cluster ]] || exec "$@"
  exec 3>&2
  exec "$@" 2> >(early 2>&3)
}

if [[ -n "${SPARK_HOME:-}" ]]; then
  [[ -x "$SPARK_HOME/bin/spark-submit" ]] || fail "there is no bin/spark-submit in SPARK_HOME=$SPARK_HOME"
  # Only what that Spark lacks: two versions of a library on one class path end badly.
  extra=""
  for path in "$dist"/jars/*.jar; do
    name="${path##*/}"
    [[ "$path" == "$jar" ]] && continue
    stem="$(sed -E 's/-[0-9][^-]*(\.[0-9][^-]*)*(-[0-9.]+)?//' <<<"${name%.jar}")"
    if ! compgen -G "$SPARK_HOME/jars/$name" >/dev/null &&
      ! compgen -G "$SPARK_HOME/jars/${stem}-[0-9]*.jar" >/dev/null; then
      extra+="${extra:+,}$path"
    fi
  done
  # Where executors have our jars, as in the image of conf/k8s or on one machine, none is sent to them.
  there=()
  if [[ -n "$alone" ]] || grep -qE '^spark\.executor\.extraClassPath[[:space:]=]' "$properties" ||
    [[ " ${spark[*]} " == *" spark.executor.extraClassPath="* ]]; then
    classpath="${extra//,/:}${classpath:+:$classpath}"
    [[ -z "$alone" ]] || classpath="$jar${classpath:+:$classpath}"
  else
    there=(--jars "$extra")
  fi
  [[ -z "$alone" ]] || jar="spark-internal"
  line="$flags"
  for option in "${options[@]}"; do line+=" $(quoted "$option")"; done
  watched "$SPARK_HOME/bin/spark-submit" --properties-file "$properties" \
    "${there[@]}" ${classpath:+--driver-class-path "$classpath"} \
    ${libraries:+--driver-library-path "$libraries"} --driver-java-options "$line $jvm" \
    --conf "spark.executor.extraJavaOptions=$flags" \
    "${spark[@]}" --driver-memory "$memory" --class io.reenact.cli.Main "$jar" "${app[@]}"
fi

# What needs no Spark starts without it: Spark's own start costs more than the answer.
direct=""
case "${app[0]:-}" in status | vacuum | settings | doctor | help | --help | -h | --version | -V | "") direct=1 ;; esac
for word in "${app[@]}"; do
  case "$word" in
    --help | -h) direct=1; break ;;
    --gone) direct="" ;; # what vacuum takes out of tables
  esac
done
quick="$direct"
[[ "${app[0]:-}" != sql ]] || quick=1
[[ "${app[0]:-}" != doctor ]] || quick="" # it computes
# shellcheck disable=SC2206 # flags and the user's options are lines of words
start=("-Xmx$memory" -XX:+UseSerialGC -Xshare:auto -Xlog:disable -Xlog:all=warning:stderr
  -Xlog:cds=off:stderr -Xlog:cds+dynamic=off:stderr $flags "${options[@]}"
  ${libraries:+"-Djava.library.path=$libraries"} $jvm)
# Questions are short: the JVM's first compiler is enough for them.
[[ -n "$quick" ]] && start+=(-XX:TieredStopAtLevel=1)
if [[ -n "${REENACT_REHEARSAL:-}" ]]; then
  start+=("-XX:ArchiveClassesAtExit=$archive.new")
elif [[ -f "$archive" ]]; then
  start+=("-XX:SharedArchiveFile=$archive")
fi
if [[ -n "$direct" ]]; then
  defines=("-Dreenact.properties=$properties")
  for ((i = 0; i + 1 < ${#spark[@]}; i++)); do
    [[ "${spark[i]}" != --conf ]] || defines+=("-D${spark[i + 1]}")
  done
  watched "$java" "${start[@]}" "${defines[@]}" \
    -cp "$dist/jars/*${classpath:+:$classpath}" io.reenact.cli.Main "${app[@]}"
fi
[[ -z "$alone" ]] || jar="spark-internal"
command=("${start[@]}" -cp "$dist/jars/*${classpath:+:$classpath}" org.apache.spark.deploy.SparkSubmit
  --properties-file "$properties" --conf "spark.executor.extraJavaOptions=$flags"
  "${spark[@]}" --driver-memory "$memory" --class io.reenact.cli.Main "$jar" "${app[@]}")
watched "$java" "${command[@]}"
