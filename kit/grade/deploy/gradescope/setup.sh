#!/usr/bin/env bash
# Gradescope runs this once, while it builds the autograder's image (Ubuntu, as root):
# https://gradescope-autograders.readthedocs.io/en/latest/specs/. It installs what the grader needs and nothing else.
# AUTOGRADER_ROOT is for trying it elsewhere.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}
course=$root/source/course

packages=()
command -v bwrap >/dev/null || packages+=(bubblewrap)
command -v openssl >/dev/null || packages+=(openssl)
command -v npm >/dev/null || packages+=(nodejs npm)
if [ ${#packages[@]} -gt 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -qq -y --no-install-recommends "${packages[@]}"
fi

# A distribution's Node may be too old for the grader; it is new enough to fetch another one.
if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then
  npm install --silent --prefix "$root/node" node@22
  export PATH="$root/node/node_modules/node/bin:$PATH"
fi
cd "$course"
npm ci --no-audit --no-fund
