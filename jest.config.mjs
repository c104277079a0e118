// Tests run from live TypeScript in CommonJS mode; types are checked by `npm run types`, so ts-jest only strips them here.
export default {
  testMatch: ['<rootDir>/{packages,apps}/*/test/**/*.test.ts'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@tszmq/source', 'require', 'node', 'default'] },
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.test.json', diagnostics: false, isolatedModules: true }] },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  testTimeout: 20_000,
  maxWorkers: 2,
}
