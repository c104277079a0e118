#!/usr/bin/env bash
# TypeScript 6 loads no types of `node_modules/@types` by itself: a declaration file that mentions `Buffer` needs its own
# `/// <reference types="node" />`, or users get `any` for it, without an error if they set `skipLibCheck`.
#
# Packages: typescript 5.9.3 and 6.0.3, @types/node 20.19.43. The library below stands for any package that says `Buffer` in a
# declaration file. The program assigns a number to what the library declares as a Buffer, which must be an error.
#
# Seen:
#   typescript 5.9.3, without a reference: error TS2322 (Buffer is known, the number is refused)
#   typescript 6.0.3, without a reference: no error (Buffer became any)
#   typescript 6.0.3, with a reference:    error TS2322
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts ts59@npm:typescript@5.9.3 ts60@npm:typescript@6.0.3 @types/node@20.19.43

mkdir -p node_modules/library
echo '{ "name": "library", "version": "1.0.0", "types": "index.d.ts" }' > node_modules/library/package.json
echo "import { frame } from 'library'; const given: typeof frame = 5; export { given }" > program.ts

errors() { # errors COMPILER: the codes that it prints for the program
  { node "node_modules/$1/bin/tsc" --noEmit --strict --skipLibCheck --module nodenext program.ts || true; } | grep -o 'TS[0-9]*' || true
}

failed=0
expect() { # expect WHAT WANTED GOT
  echo "$1: ${3:-no error}"
  [ "$2" = "$3" ] || { echo "  was: ${2:-no error}"; failed=1; }
}

echo 'export declare const frame: Buffer' > node_modules/library/index.d.ts
expect 'typescript 5.9.3, without a reference' TS2322 "$(errors ts59)"
expect 'typescript 6.0.3, without a reference' '' "$(errors ts60)"
printf '/// <reference types="node" />\nexport declare const frame: Buffer\n' > node_modules/library/index.d.ts
expect 'typescript 6.0.3, with a reference' TS2322 "$(errors ts60)"
exit $failed
