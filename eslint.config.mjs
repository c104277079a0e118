/** The rules of this repository that a machine can hold. Formatting is left to prettier. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

const root = dirname(fileURLToPath(import.meta.url))

/** Time and chance come from the context's Runtime, so that whole topologies can run on virtual time, from a seed. */
const RUNTIME = 'Time, timers, deferral and randomness come from the Runtime.'
const timeGlobals = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'crypto']
const timeModules = ['timers', 'timers/promises', 'perf_hooks', 'crypto']

/** Code made of data, and paths into the inside of another package. */
const BYTES = 'Received bytes never become code, nor objects by themselves.'
const ENTRY_POINTS = 'Another package is imported by its name, or by /internal among siblings.'

const PORTABLE =
  'This package runs in browsers too: what a runtime gives comes from zmtp-codec/src/bytes.ts, zmsg/src/frame.ts and #platform.'
const HOT = 'On the hot path:'

const everywhere = {
  globals: [
    { name: 'eval', message: BYTES },
    { name: 'Function', message: BYTES },
  ],
  properties: [
    { object: 'v8', property: 'deserialize', message: BYTES },
    { object: 'globalThis', property: 'eval', message: BYTES },
  ],
  modules: ['vm', 'node:vm', 'v8', 'node:v8'].map((name) => ({ name, message: BYTES })),
  patterns: [
    { regex: '^(\\.\\./)+(packages|apps)/', message: ENTRY_POINTS },
    { regex: '^(\\.\\./)+[\\w-]+/(src|test|dist)/', message: ENTRY_POINTS },
    { regex: '^(@tszmq/[\\w-]+|tszmq)/(src|test|dist)/', message: ENTRY_POINTS },
  ],
  syntax: [
    { selector: 'ImportExpression > :not(Literal).source', message: 'A dynamic import names its module by a literal.' },
    { selector: 'ExportDefaultDeclaration', message: 'A thing is exported by its own name.' },
    { selector: '[accessibility="private"]:not([kind="constructor"])', message: 'Private members are #private.' },
  ],
}

const inLibrary = {
  globals: timeGlobals.map((name) => ({ name, message: RUNTIME })),
  properties: [
    ...timeGlobals.map((property) => ({ object: 'globalThis', property, message: RUNTIME })),
    ...['nextTick', 'hrtime', 'uptime'].map((property) => ({ object: 'process', property, message: RUNTIME })),
    { object: 'Date', property: 'now', message: RUNTIME },
    { object: 'Math', property: 'random', message: RUNTIME },
  ],
  modules: [
    ...timeModules.flatMap((name) => [name, `node:${name}`]).map((name) => ({ name, message: RUNTIME })),
    { name: 'node:process', importNames: ['hrtime', 'nextTick', 'uptime'], message: RUNTIME },
  ],
  syntax: [
    { selector: ':matches(NewExpression, CallExpression)[callee.name="Date"]', message: RUNTIME },
    { selector: 'MemberExpression[object.name="AbortSignal"][property.name="timeout"]', message: RUNTIME },
  ],
}

/** Keys come from the system: a seed that can be known is no secret. Everything else about time and chance holds there too. */
const inSecurity = { ...inLibrary, modules: inLibrary.modules.filter(({ name }) => !/^(node:)?crypto$/.test(name)) }

/** Where secrets are: what compares byte by byte, and ends at the first that differs, tells how far a guess was right. */
const SECRETS = 'Secrets are compared in constant time: CurveCrypto.equal, crypto.timingSafeEqual, sameKey.'
const inSecrets = {
  syntax: [{ selector: 'CallExpression[callee.property.name=/^(equals|compare|localeCompare)$/]', message: SECRETS }],
}

const inPortable = {
  globals: ['Buffer', 'process', 'require', 'window', 'document'].map((name) => ({ name, message: PORTABLE })),
  patterns: [{ regex: '^node:', message: PORTABLE }],
}

const inHotPath = {
  syntax: [
    { selector: ':function[async=true]', message: `${HOT} no async.` },
    { selector: 'AwaitExpression', message: `${HOT} no await.` },
    { selector: 'MemberExpression[object.name="Buffer"][property.name="concat"]', message: `${HOT} no Buffer.concat.` },
    { selector: 'CallExpression[callee.property.name="shift"]', message: `${HOT} no Array#shift.` },
    { selector: 'ImportDeclaration[source.value=/^(node:)?events$/]', message: `${HOT} no EventEmitter.` },
  ],
}

/** ESLint replaces the options of a rule rather than joining them, so the lists are joined here, per kind of file. */
function restrict(...lists) {
  const all = (key) => [everywhere, ...lists].flatMap((list) => list[key] ?? [])
  return {
    'no-restricted-globals': ['error', ...all('globals')],
    'no-restricted-properties': ['error', ...all('properties')],
    'no-restricted-imports': ['error', { paths: all('modules'), patterns: all('patterns') }],
    'no-restricted-syntax': ['error', ...all('syntax')],
  }
}

/** Two rules of our own. */
const tszmq = {
  rules: {
    'first-line': {
      create: (context) => ({
        Program: (node) => {
          const text = context.sourceCode.text.replace(/^#!.*\n/, '')
          if (text.startsWith('/**')) return
          context.report({ node, message: 'The first line says what this file holds, in one plain sentence: /** … */' })
        },
      }),
    },
    'one-noun': {
      create: (context) => ({
        Program: (node) => {
          const vague = /(^|[/\\-])(utils?|helpers?|types|common|misc)\.ts$/.test(context.filename)
          if (vague) context.report({ node, message: 'A file is named after the one thing it holds.' })
        },
      }),
    },
  },
}

export default defineConfig(
  { ignores: ['**/dist/', '**/node_modules/', '**/coverage/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: 'tsconfig.json', tsconfigRootDir: root } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { tszmq },
    rules: {
      ...restrict(),
      'tszmq/first-line': 'error',
      'tszmq/one-noun': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-else-return': 'error',
      'no-implied-eval': 'off', // the typed rule of the same name does it
      'no-new-func': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-invalid-void-type': 'error',
      '@typescript-eslint/no-unnecessary-boolean-literal-compare': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { args: 'after-used', argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
      ],
      '@typescript-eslint/no-useless-constructor': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/unified-signatures': 'error',
    },
  },
  { files: ['packages/*/src/**/*.ts'], rules: restrict(inLibrary) },
  { files: ['packages/{zmtp-codec,zmsg,sockets}/src/**/*.ts'], rules: restrict(inLibrary, inPortable) },
  // The ports: the only files that name what browsers do not have.
  { files: ['packages/zmtp-codec/src/bytes.ts', 'packages/zmsg/src/frame.ts'], rules: restrict(inLibrary) },
  {
    files: ['packages/zmtp-codec/src/{encoder,decoder}.ts'],
    rules: restrict(inLibrary, inPortable, inHotPath),
  },
  {
    files: ['packages/sockets/src/pipe/{pipe,ring}.ts', 'packages/sockets/src/route/*.ts'],
    rules: restrict(inLibrary, inPortable, inHotPath),
  },
  { files: ['packages/sockets/src/security/*.ts'], rules: restrict(inSecurity, inPortable, inSecrets) },
  { files: ['packages/zmtp-codec/src/{curve,plain}*.ts'], rules: restrict(inLibrary, inPortable, inSecrets) },
  { files: ['packages/{zauth,zconfig}/src/*.ts'], rules: restrict(inSecurity, inSecrets) },
  { files: ['packages/sockets/src/platform/*.ts', 'packages/{testkit,fuzzer,simulator,peers}/src/**/*.ts'], rules: restrict() },
  { files: ['packages/sockets/src/platform/browser*.ts', 'apps/*/src/**/*.ts'], rules: { 'no-console': 'off' } },
  // A command of a package is an app that comes with it: it talks, and knows what day it is.
  { files: ['packages/zconfig/src/zmakecert/*.ts'], rules: { ...restrict(), 'no-console': 'off' } },
  {
    // Tests say what cannot be absent, hand odd values in, and mock with async functions that have nothing to await.
    files: ['**/test/**/*.ts', 'packages/{testkit,fuzzer,simulator,peers}/src/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: { sourceType: 'module' },
    rules: { eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error', 'no-else-return': 'error' },
  },
)
