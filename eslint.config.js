import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Files whose answer may depend on their arguments alone. */
const PURE = ['shared/**/*.ts', 'functions/{pull,fetch,check,notify}/**/*.ts', 'agent/**/*.ts'];
/** Where time, randomness and the outside world come in. */
const EDGES = ['**/handler.ts', '**/main.ts', '**/*.test.ts'];

export default defineConfig(
  globalIgnores(['node_modules/', '.tsbuild/', '.esbuild/', '.serverless/', '.peakwatch/', '**/dist/', 'coverage/']),
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read configuration through config.ts.' },
      ],
    },
  },
  { files: ['**/config.ts', '**/*.test.ts', 'tests/**'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: PURE,
    ignores: EDGES,
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Take nowMs as an argument.',
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Take nowMs as an argument.',
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Take the random source as an argument.',
        },
      ],
    },
  },
  {
    files: ['shared/model/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'Buffer', 'global', 'setTimeout', 'setInterval', 'fetch', 'crypto'],
    },
  },
  { files: ['**/*.test.ts'], rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' } },
);
