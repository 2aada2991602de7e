import fsd from '@feature-sliced/steiger-plugin';
import { defineConfig } from 'steiger';

export default defineConfig([
  ...fsd.configs.recommended,
  {
    // Next owns `src/pages`, so the pages layer is `src/_pages`; the rule takes that for a typing error.
    rules: { 'fsd/typo-in-layer-name': 'off' },
  },
]);
