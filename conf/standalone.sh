#!/usr/bin/env bash
# A standalone Spark cluster on this machine from the jars of the build, without a distribution:
#
#   conf/standalone.sh start DIR [WORKERS [CORES [GPUS]]]   a Master and WORKERS Workers (default 2 of 1 core)
#   conf/standalone.sh worker DIR N [CORES [GPUS]]          (re)starts Worker N
#   conf/standalone.sh stop DIR
#
# DIR receives logs, process ids (master.pid, worker-N.pid), the master's address (url) and the settings of
# those who may use the cluster (spark.conf, for your eyes only: it holds the secret, made anew by each start):
#
#   ./submit.sh --master "$(cat DIR/url)" --properties-file DIR/spark.conf run ...
#
# Whoever lacks the secret is refused, and what goes over the network is encrypted. Web pages are for this
# machine alone, the REST server that takes jobs from anybody is off. With GPUS,
# every Worker offers that many fake GPUs of its own by conf/gpu-discovery.sh: to test scheduling where
# there is none (add --conf spark.executor.resource.gpu.amount=1 to submit.sh). On real machines start the Workers with SPARK_WORKER_OPTS as in
# conf/standalone-gpu.conf.
#
#   REENACT_CLASSPATH   jars of Spark and the job; default target/dist/jars/*, which submit.sh makes
#   REENACT_HOST        address to bind; default 127.0.0.1
#   REENACT_WORKER_MEMORY  of a Worker, for all its executors; default 4g
#   REENACT_WORKER_TIMEOUT  seconds after which the Master gives a silent Worker up; default 60
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
command="${1:?start, worker or stop}" dir="${2:?a folder for logs and process ids}"
umask 077
mkdir -p "$dir"
dir="$(cd "$dir" && pwd)"
classpath="${REENACT_CLASSPATH:-$here/../target/dist/jars/*}"
host="${REENACT_HOST:-127.0.0.1}"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

# Workers build the command of an executor from SPARK_HOME/jars.
home="$dir/spark"
mkdir -p "$home/jars"
if [[ -z "${REENACT_CLASSPATH:-}" ]]; then
  rm -rf "$home/jars"
  ln -sfn "$(cd "$here/../target/dist/jars" && pwd)" "$home/jars"
fi
export SPARK_HOME="$home" SPARK_SCALA_VERSION=2.13 SPARK_NO_DAEMONIZE=1
# Web pages bind to this; the rest binds to --host.
export SPARK_LOCAL_IP=127.0.0.1
export OPT_OUT_TRACKING=true OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"

flags="$("$java" -cp "$classpath" io.reenact.cli.JvmFlags)"

# Settings of an application, of the Master and of Workers.
secure() {
  local secret
  secret="$(head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n')"
  [[ ${#secret} -eq 64 ]] || { echo "error: no secret from /dev/urandom" >&2; exit 1; }
  rm -f "$dir/spark.conf" "$dir/daemons.conf"
  { cat "$here/cluster.conf"; echo "spark.authenticate.secret $secret"; } >"$dir/spark.conf"
  {
    grep -E '^spark\.(authenticate|network\.crypto)' "$dir/spark.conf"
    echo "spark.master.rest.enabled false"
    echo "spark.ui.killEnabled false"
    echo "spark.master.ui.decommission.allow.mode DENY"
  } >"$dir/daemons.conf"
}

run() { # NAME CLASS ARGS...
  local name="$1"
  shift
  # shellcheck disable=SC2086 # the flags are words
  nohup "$java" -Xmx512m $flags "${options[@]}" \
    -Dlog4j2.configurationFile="file:$here/log4j2.properties" \
    -Dreenact.log="$dir/$name.log" -Dreenact.log.level=info -cp "$classpath" "$@" \
    >"$dir/$name.out" 2>&1 </dev/null &
  echo $! >"$dir/$name.pid"
}

worker() { # N CORES GPUS
  options=()
  if (($3 > 0)); then
    printf '#!/bin/sh\nREENACT_FAKE_FROM=%s REENACT_FAKE_GPUS=%s exec "%s/gpu-discovery.sh"\n' \
      $((($1 - 1) * $3)) "$3" "$here" >"$dir/gpus-$1.sh"
    chmod +x "$dir/gpus-$1.sh"
    options=("-Dspark.worker.resource.gpu.amount=$3"
      "-Dspark.worker.resource.gpu.discoveryScript=$dir/gpus-$1.sh")
  fi
  run "worker-$1" org.apache.spark.deploy.worker.Worker --host "$host" --port 0 --webui-port 0 \
    --properties-file "$dir/daemons.conf" \
    --cores "$2" --memory "${REENACT_WORKER_MEMORY:-4g}" --work-dir "$dir/work-$1" "$(cat "$dir/url")"
}

wait_for() { # FILE PATTERN
  for _ in $(seq 1500); do
    grep -q "$2" "$1" 2>/dev/null && return
    sleep 0.2
  done
  echo "error: no '$2' in $1 after five minutes" >&2
  exit 1
}

case "$command" in
  start)
    workers="${3:-2}" cores="${4:-1}" gpus="${5:-0}"
    rm -f "$dir"/*.log "$dir/url"
    secure
    options=("-Dspark.worker.timeout=${REENACT_WORKER_TIMEOUT:-60}")
    run master org.apache.spark.deploy.master.Master --host "$host" --port 0 --webui-port 0 \
      --properties-file "$dir/daemons.conf"
    wait_for "$dir/master.log" "I have been elected leader"
    grep -o 'spark://[^ ]*' "$dir/master.log" | head -n 1 >"$dir/url"
    for n in $(seq "$workers"); do worker "$n" "$cores" "$gpus"; done
    for n in $(seq "$workers"); do wait_for "$dir/worker-$n.log" "Successfully registered with master"; done
    cat "$dir/url"
    ;;
  worker)
    worker "${3:?the number of the Worker}" "${4:-1}" "${5:-0}"
    ;;
  stop)
    for pid in "$dir"/worker-*.pid "$dir/master.pid"; do
      [[ -f "$pid" ]] && { kill "$(cat "$pid")" 2>/dev/null || true; rm -f "$pid"; }
    done
    rm -f "$dir/spark.conf" "$dir/daemons.conf"
    ;;
  *) echo "error: $command is none of start, worker, stop" >&2; exit 2 ;;
esac
