/** Tests run from live TypeScript in CommonJS mode. Types are checked by `npm run types`, so here they are only stripped. */
export default {
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testMatch: ['<rootDir>/{packages,apps}/*/test/**/*.test.ts'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@tszmq/source', 'require', 'node', 'default'] },
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.test.json', diagnostics: false }] },
  testSequencer: '<rootDir>/scripts/sequencer.cjs',
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  setupFilesAfterEnv: ['<rootDir>/test/jest-setup.ts'],
  testTimeout: 20_000,
  maxWorkers: 2,
}
