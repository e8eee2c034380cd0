import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const maplibre = { regex: '^maplibre-gl', message: 'Only src/map draws.' };

/** What a room of src may not import: the arrows of docs/architecture.md, turned round. */
function room(name, forbidden) {
  const rooms = forbidden.filter((it) => it !== 'maplibre').map((it) => `(${it})`).join('|');
  const patterns = forbidden.includes('maplibre') ? [maplibre] : [];
  if (rooms !== '') {
    patterns.push({ regex: `^\\.\\./(${rooms})/`, message: `src/${name} may not import this room.` });
  }
  return {
    files: [`src/${name}/**/*.{ts,tsx}`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'e2e/shots/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './tsconfig.node.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', 60],
      complexity: ['error', 12],
      'no-console': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  // A describe block is a list of tests, not a function to be read as one.
  { files: ['**/*.test.ts'], rules: { 'max-lines-per-function': 'off' } },
  room('model', ['maplibre', 'api', 'map', 'modes', 'ui', 'i18n']),
  room('i18n', ['maplibre', 'api', 'map', 'modes', 'ui']),
  room('api', ['maplibre', 'map', 'modes', 'ui', 'i18n']),
  room('map', ['api', 'modes', 'ui', 'i18n']),
  room('ui', ['maplibre', 'api', 'map', 'modes']),
  room('modes', ['maplibre', 'ui', 'i18n']),
  room('plan', ['maplibre']),
  room('work', ['maplibre']),
  { files: ['src/*.{ts,tsx}'], rules: { 'no-restricted-imports': ['error', { patterns: [maplibre] }] } },
);
