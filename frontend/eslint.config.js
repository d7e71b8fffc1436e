import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const forbid = (...groups) => [
  'error',
  { patterns: groups.map(([group, message]) => ({ group: [group], message })) },
];
const noApp = ['@/app/*', 'Imports go shared <- features <- app.'];
const noFeatures = ['@/features/*', 'Features meet in app, through props or words in shared.'];

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'e2e/shots/**', 'test-results/**', 'public/**', 'src/**/*.gen.ts'] },
  ...tseslint.configs.recommended,
  jsxA11y.flatConfigs.recommended,
  reactHooks.configs.flat.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/ban-ts-comment': 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Use named exports.' }],
      'max-lines': ['error', { max: 400 }],
      eqeqeq: 'error',
      // A region that scrolls must be reachable by keyboard.
      'jsx-a11y/no-noninteractive-tabindex': ['error', { tags: [], roles: ['tabpanel', 'region'] }],
    },
  },
  { files: ['src/**/*.tsx'], ignores: ['**/*.test.tsx'], rules: { 'max-lines': ['error', { max: 150 }] } },
  { files: ['src/**/use*.{ts,tsx}'], ignores: ['**/*.test.*'], rules: { 'max-lines': ['error', { max: 80, skipBlankLines: true, skipComments: true }] } },
  { files: ['src/shared/**/*.{ts,tsx}'], rules: { 'no-restricted-imports': forbid(noApp, noFeatures) } },
  { files: ['src/features/**/*.{ts,tsx}'], rules: { 'no-restricted-imports': forbid(noApp, noFeatures) } },
);
