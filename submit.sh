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
set -euo pipefail

home="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
dist="$home/target/dist"

say() { printf '%s\n' "$*" >&2; }

# ---- build what is missing -------------------------------------------------------------------
stale() {
  [[ -f "$dist/built" ]] || return 0
  [[ -n "$(find "$home/pom.xml" "$home"/udfs/pom.xml "$home"/spark-job/pom.xml \
    "$home"/udfs/src/main "$home"/spark-job/src/main "$home"/conf/profiles \
    "$home"/models/package-lock.json "$home"/models/embedded/bundle \
    -newer "$dist/built" -print -quit 2>/dev/null)" ]]
}

build() {
  command -v mvn >/dev/null || { say "error: mvn is not on the PATH; install Maven 3.8 or later and JDK 17"; exit 1; }
  say "building (first use, or the sources changed)"
  local log="$home/target/build.log" offline=()
  mkdir -p "$home/target"
  [[ -n "${REENACT_OFFLINE:-}" ]] && offline=(-o)
  rm -rf "$dist.new"
  if ! (cd "$home" && mvn -q -B "${offline[@]}" -pl udfs,spark-job -P dist -DskipTests \
      -Dreenact.dist="$dist.new" package) >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    say "error: the build failed; all of it is in $log"
    exit 1
  fi
  cp "$home"/spark-job/target/reenact-spark-job-*.jar "$dist.new/jars/"
  "$java" -cp "$dist.new/jars/*" io.reenact.cli.JvmFlags >"$dist.new/jvm.flags"
  touch "$dist.new/built"
  rm -rf "$dist"
  mv "$dist.new" "$dist"
}

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
command -v "$java" >/dev/null || { say "error: no java; install JDK 17 or set JAVA_HOME"; exit 1; }
if [[ -z "${REENACT_NO_BUILD:-}" ]] && stale; then build; fi
[[ -f "$dist/jvm.flags" ]] || { say "error: nothing is built; run without REENACT_NO_BUILD"; exit 1; }

# ---- tell Spark's options from ours ----------------------------------------------------------
spark=() app=() memory="${REENACT_DRIVER_MEMORY:-2g}" master="" properties="" verbose=""
while (($#)); do
  case "$1" in
    --master) master="$2"; spark+=("$1" "$2"); shift 2 ;;
    --driver-memory) memory="$2"; spark+=("$1" "$2"); shift 2 ;;
    --properties-file) properties="$2"; shift 2 ;;
    --name) # the command boundary has one, too
      if ((${#app[@]})); then app+=("$1"); shift; else spark+=("$1" "${2:?error: --name needs a value}"); shift 2; fi ;;
    --deploy-mode | --conf | --jars | --packages | --repositories | --files | --archives | \
      --py-files | --executor-memory | --executor-cores | --num-executors | \
      --total-executor-cores | --driver-cores | --driver-java-options | --driver-class-path | \
      --driver-library-path | --queue | --principal | --keytab | --proxy-user)
      [[ $# -ge 2 ]] || { say "error: $1 needs a value"; exit 2; }
      spark+=("$1" "$2"); shift 2 ;;
    --supervise) spark+=("$1"); shift ;;
    --verbose) verbose=1; app+=("$1"); shift ;;
    --) shift; app+=("$@"); break ;;
    *) app+=("$1"); shift ;;
  esac
done
if [[ -z "$properties" ]]; then
  case "$master" in "" | local*) properties="$home/conf/local.conf" ;; *) properties="$home/conf/cluster.conf" ;; esac
fi

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
    grep -qE "^$name[[:space:]=]" "$properties" || s3+=(--conf "$name=$value")
  done <"$home/conf/s3.conf"
  spark=("${s3[@]}" "${spark[@]}")
  ;;
esac

# In local mode nothing listens beyond this machine: Spark's pages bind to this, the rest to conf/local.conf.
case "$master" in "" | local*) export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}" ;; esac

# PyTorch's threads must sleep while they wait: spinning ones take the cores from everything else.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"

# Java takes the encoding of file names from the locale: in C and POSIX, names beyond ASCII are lost.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
  *[Uu][Tt][Ff]*8) ;;
  *) export LC_ALL=C.UTF-8 ;;
esac

# ---- the JVM -----------------------------------------------------------------------------------
flags="$(cat "$dist/jvm.flags")"
logs="${REENACT_LOG:-$home/logs/reenact.log}"
options="$flags -Dreenact.home=$home -Dreenact.log=$logs -Dlog4j2.configurationFile=file:$home/conf/log4j2.properties"
[[ -n "$verbose" ]] && options+=" -Dreenact.log.level=info -Dreenact.log.console=info"
[[ -t 2 ]] && options+=" -Dreenact.tty=true"
jar="$(echo "$dist"/jars/reenact-spark-job-*.jar)"

if [[ -n "${SPARK_HOME:-}" ]]; then
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
  # Where executors have our jars, as in the image of conf/k8s, none is sent to them.
  there=(--jars "$extra")
  if grep -qE '^spark\.executor\.extraClassPath[[:space:]=]' "$properties" ||
    [[ " ${spark[*]} " == *" spark.executor.extraClassPath="* ]]; then
    there=(--driver-class-path "${extra//,/:}")
  fi
  exec "$SPARK_HOME/bin/spark-submit" --properties-file "$properties" \
    "${there[@]}" --driver-java-options "$options" --conf "spark.executor.extraJavaOptions=$flags" \
    "${spark[@]}" --driver-memory "$memory" --class io.reenact.cli.Main "$jar" "${app[@]}"
fi

# Questions are short: compile for a quick start, and keep an archive of loaded classes, made by the
# first one. Other commands compile for speed and use the archive if it is there.
archive="$dist/classes.jsa"
case "${app[0]:-}" in
  sql | status | vacuum | settings | help | --help | -h | --version | -V | "") quick=1 ;;
  *) quick="" ;;
esac
start=("-Xmx$memory" -XX:+UseSerialGC -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off)
[[ -n "$quick" ]] && start+=(-XX:TieredStopAtLevel=1)
[[ -f "$archive" ]] && start+=("-XX:SharedArchiveFile=$archive")
# shellcheck disable=SC2206
command=("$java" "${start[@]}" $options -cp "$dist/jars/*" org.apache.spark.deploy.SparkSubmit
  --properties-file "$properties" --conf "spark.executor.extraJavaOptions=$flags"
  "${spark[@]}" --class io.reenact.cli.Main "$jar" "${app[@]}")
if [[ "${app[0]:-}" == sql && ! -f "$archive" ]]; then
  code=0
  "$java" "-XX:ArchiveClassesAtExit=$archive.$$" "${command[@]:1}" || code=$?
  [[ -f "$archive.$$" ]] && mv -f "$archive.$$" "$archive"
  exit "$code"
fi
exec "${command[@]}"
