#!/usr/bin/env bash
# Tells Spark which GPUs a worker or executor has: {"name":"gpu","addresses":["0","1"]}.
# REENACT_FAKE_GPUS=N pretends to have N, to test scheduling without any: their addresses are cpu:0,
# cpu:1, ... (from REENACT_FAKE_FROM on), which the job takes as the CPU standing in for a GPU.
set -euo pipefail
if [[ -n "${REENACT_FAKE_GPUS:-}" ]]; then
  from="${REENACT_FAKE_FROM:-0}"
  indices="$(seq -f 'cpu:%.0f' "$from" $((from + REENACT_FAKE_GPUS - 1)))"
elif command -v nvidia-smi >/dev/null; then
  indices="$(nvidia-smi --query-gpu=index --format=csv,noheader 2>/dev/null || true)"
else
  indices=""
fi
list="$(printf '%s\n' "$indices" | sed '/^$/d; s/.*/"&"/' | paste -sd, -)"
printf '{"name":"gpu","addresses":[%s]}\n' "$list"
