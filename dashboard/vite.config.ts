import { defineConfig } from 'vite';

/**
 * `npx vite build --config dashboard/vite.config.ts dashboard`: one script, one style sheet and one icon under
 * `dist/assets`, with the hash of their content in their names, so that they may be cached for ever.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The page's Content-Security-Policy allows files of its own origin only: neither data: addresses nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: false,
    target: ['chrome123', 'firefox120', 'safari17.5'],
  },
});
