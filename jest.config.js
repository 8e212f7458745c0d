import { availableParallelism } from 'node:os';

/** Kinds of test: unit and contract (fast, side by side), e2e (the real system), browser (needs Chromium), mongodb (needs a mongod). */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/(\\.esbuild|\\.serverless|\\.tsbuild|\\.peakwatch|dist|dashboard/dist)/'],
  restoreMocks: true,
};

export default {
  // Two at least: in one process the heap of 150 files grows until collecting it takes as long as the tests.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/tests/e2e/',
        '<rootDir>/tests/browser/',
        '\\.mongodb\\.test\\.ts$',
      ],
    },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/tests/e2e/**/*.test.ts'] },
    { ...base, displayName: 'browser', testMatch: ['<rootDir>/tests/browser/**/*.test.ts'] },
    { ...base, displayName: 'mongodb', testMatch: ['<rootDir>/**/*.mongodb.test.ts'] },
  ],
};
