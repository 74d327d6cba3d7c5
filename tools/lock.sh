#!/bin/sh
# Writes requirements.txt, requirements-dev.txt and tools/uv.txt: every package with its hashes, and no
# address of any index, so that a mirror serves as well.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .tools/uv/bin/uv)
quiet="--quiet --no-header --no-annotate --no-emit-index-url --generate-hashes --universal --python-version 3.13"
$uv pip compile $quiet pyproject.toml -o requirements.txt
$uv pip compile $quiet pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
echo "uv" | $uv pip compile --quiet --no-header --no-annotate --no-emit-index-url --generate-hashes --universal --python-version 3.9 - -o tools/uv.txt
