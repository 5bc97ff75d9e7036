#!/bin/sh
# Runs benchmarks by name and prints CSV rows: benchmark,case,metric,value,unit,against,ratio
set -eu
here=$(cd "$(dirname "$0")" && pwd)

usage() {
  cat <<'TEXT'
Usage: benchmarks/run.sh [--table] [--device=NAME] NAME... | all | --list | --help

Builds what is missing, runs the named benchmarks and prints CSV rows to standard output:

  benchmark,case,metric,value,unit,against,ratio

"ratio" says how many times better the value is than that of "against", measured in the same run
(empty where there is nothing to compare with). Progress goes to standard error.

  NAME          one or more benchmark names
  all           every benchmark
  --table       a table of Markdown under a line about the machine, in place of CSV
  --device=NAME auto, cpu or cuda: where inversion and tuning of ablations, step-profile, mixed-precision
                and full-size compute (default cpu; of full-size auto)
  --list        the names, one a line
  --help        this text

Environment: JAVA_HOME (a JDK 17), PYTHON (for the side-by-side scripts; default /usr/bin/python3),
HEAP (default 4g), HEAD_MODEL (head_model.json for synth and tracker-truth; default
../shared/head-model beside the checkout), JAVA_TOOL_OPTIONS for options of single benchmarks:
-Dreenact.people=N (generator-quality: people, default 1; generator-entanglement: pairs, default 200;
few-frames: synthetic people, default 4; pivot: default 20), -Dreenact.expressions=N (pivot: default 50),
-Dreenact.look=FOLDER (pivot: contact sheets, of real clips as well; -Dreenact.real=p001,p002),
-Dreenact.ways=encode,pivot (pivot and few-frames: some rows), -Dreenact.optimise=false (few-frames: encode alone),
-Dreenact.frames=N (reenact: frames a clip on the cluster, default 750),
-Dreenact.accept=true (budget: what is measured becomes what later runs are compared with),
-Dreenact.tuning=STEPS, -Dreenact.analysis=STEPS and -Dreenact.look=FOLDER (generator-quality),
-Dreenact.look=FOLDER (many-renders: keeps the report, in a folder that is not there yet);
RENDERS=N (many-renders, default 10000); MEMORY_CLIPS=N and MEMORY_MINUTES=N (memory);
FAULT_RUNS=N, FAULT_SEED=N and FAULT_KINDS=kill,native,upkeep,disk,store (faults);
BAD_INPUT_SEED=N (bad-input);
DIRECTION_SAMPLES=N, DIRECTION_STEPS=N and DIRECTION_PAIRS=N (directions; default 500, 20 and 20);
real-people: PEOPLE_CLIPS=FOLDER (default ../shared/videos beside the checkout), PEOPLE=p001,p002 (files without
extension; default all), PEOPLE_SECONDS=S (of each clip; default all), REAL_PEOPLE_PROFILE=quick|standard|paper,
REAL_PEOPLE_WORKSPACE=FOLDER (keeps it, with its videos and report);
full-size: FULL_SIZE=256,512 (px), FULL_SIZE_BATCHES=1,4 (frames, beside the paper's 2),
FULL_SIZE_STEPS=N (default 30 on a GPU, 2 on a CPU), FULL_SIZE_PRECISION=float32|tf32|bfloat16.

Examples:
  benchmarks/run.sh rasterizer
  benchmarks/run.sh step-profile full-size --device=cuda
  benchmarks/run.sh --table tracker video metrics
  benchmarks/run.sh all > results.csv
TEXT
}

case "${1:---help}" in
  --help | -h) usage; exit 0 ;;
esac

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
target=$here/target
mvn=${MVN:-mvn}
(cd "$here/.." && $mvn -q -B -pl benchmarks -am process-classes) >&2
# As submit.sh has it.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-1073741824}"
export MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-8589934592}"
# shellcheck disable=SC2046 # the flags are words
exec "$java" -Xmx"${HEAP:-4g}" $(cat "$target/classes/jvm.flags") \
  -Dlog4j2.configurationFile="file:$here/../conf/log4j2.properties" -Dreenact.log="$target/benchmarks.log" \
  -Dreenact.root="$(cd "$here/.." && pwd)" \
  -Dreenact.headModel="${HEAD_MODEL:-$here/../../shared/head-model}" \
  -cp "$target/classes:$(cat "$target/classpath.txt")" io.reenact.suite.Main "$@"
