/**
 * Compiles the typings test and the six maintained examples of zeromq.js against our declarations, with five TypeScript compilers.
 * Needs a checkout of zeromq.js and built packages, so it is no part of CI:
 *
 *     git clone https://github.com/zeromq/zeromq.js ../zeromq.js
 *     node scripts/zeromq-typings.mjs ../zeromq.js
 *
 * It compiles against the drop-in (`packages/zeromq`) and against `tszmq`, and exits with 1 if anything but the known differences fails.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { root } from './run.mjs'

const EXAMPLES = ['majordomo', 'pub-sub', 'push-pull', 'queue', 'req-rep', 'threaded-worker']

const COMPILERS = ['5.2', '5.6', '5.9', '6.0', '7']

/** `bind()` of tszmq resolves to the endpoint. This example returns it as a promise of nothing. */
const KNOWN = { zeromq: [], tszmq: ['examples/threaded-worker/processor.ts'] }

/** The settings of zeromq.js's own examples, as far as each compiler knows them. */
function settings(version, packagePath) {
  const old = Number(version) < 6
  return {
    include: ['examples/**/*.ts', 'typings-test.ts', 'mocha.d.ts'],
    compilerOptions: {
      noEmit: true,
      strict: true,
      skipLibCheck: false,
      target: 'es2018',
      module: old ? 'commonjs' : 'nodenext',
      ...(old ? { moduleResolution: 'node10' } : {}),
      lib: ['es2018', 'esnext.asynciterable'],
      types: ['node'],
      typeRoots: [join(root, 'node_modules', '@types')],
      paths: { zeromq: [packagePath] },
    },
  }
}

function compiler(version) {
  const installed =
    version === '6.0'
      ? join(root, 'node_modules', 'typescript')
      : join(root, 'packages', 'testkit', 'node_modules', `typescript-${version}`)
  return join(installed, 'bin', 'tsc')
}

/** Copies what is compiled to `folder`. The typings test imports zeromq.js by its path. */
function copy(checkout, folder) {
  for (const name of EXAMPLES) cpSync(join(checkout, 'examples', name), join(folder, 'examples', name), { recursive: true })
  const test = readFileSync(join(checkout, 'test', 'unit', 'typings-test.ts'), 'utf8')
  writeFileSync(join(folder, 'typings-test.ts'), test.replace('"../../src"', '"zeromq"'))
  writeFileSync(
    join(folder, 'mocha.d.ts'),
    ['describe', 'it'].map((name) => `declare function ${name}(title: string, body: () => void): void\n`).join(''),
  )
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
}

/** The files with errors, each once, and what the compiler printed. */
function compile(folder, version, packagePath) {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings(version, packagePath)))
  const { stdout } = spawnSync(process.execPath, [compiler(version), '--pretty', 'false', '-p', folder], { cwd: folder, encoding: 'utf8' })
  const files = [...stdout.matchAll(/^([^\s(]+)\(\d+,\d+\): error/gm)].map(([, file]) => file)
  return { files: [...new Set(files)], complete: stdout === '' || files.length > 0, stdout }
}

const checkout = resolve(process.argv[2] ?? '.')
if (!existsSync(join(checkout, 'examples', EXAMPLES[0]))) {
  console.error(`${checkout} is no checkout of zeromq.js: give its path`)
  process.exit(1)
}
const folder = mkdtempSync(join(tmpdir(), 'tszmq-typings-'))
try {
  copy(checkout, folder)
  for (const name of Object.keys(KNOWN)) {
    const packagePath = join(root, 'packages', name)
    if (!existsSync(join(packagePath, 'dist'))) {
      console.log(`${name}: not built, left out`)
      continue
    }
    for (const version of COMPILERS) {
      const { files, complete, stdout } = compile(folder, version, packagePath)
      const same = complete && files.length === KNOWN[name].length && files.every((file) => KNOWN[name].includes(file))
      const known = KNOWN[name].length > 0 ? ` but for ${KNOWN[name].join(', ')}` : ''
      console.log(`${name} with TypeScript ${version}: ${same ? `compiles${known}` : `FAILS\n${stdout}`}`)
      if (!same) process.exitCode = 1
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
