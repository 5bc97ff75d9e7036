#!/usr/bin/env bash
# Tells Spark which GPUs a worker or executor has: {"name":"gpu","addresses":["0","1"]}.
# REENACT_FAKE_GPUS=N pretends to have N, to test scheduling without any.
set -euo pipefail
if [[ -n "${REENACT_FAKE_GPUS:-}" ]]; then
  indices="$(seq 0 $((REENACT_FAKE_GPUS - 1)))"
elif command -v nvidia-smi >/dev/null; then
  indices="$(nvidia-smi --query-gpu=index --format=csv,noheader 2>/dev/null || true)"
else
  indices=""
fi
list="$(printf '%s\n' "$indices" | sed '/^$/d; s/.*/"&"/' | paste -sd, -)"
printf '{"name":"gpu","addresses":[%s]}\n' "$list"
