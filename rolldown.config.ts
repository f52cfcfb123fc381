import { defineConfig } from 'rolldown';

// One bundle with lazy chunks: a verb loads only the code it needs, which is
// what keeps `tidewatch render` fast and the idle agent small.
export default defineConfig({
  input: { main: 'src/cli/main.ts' },
  platform: 'node',
  output: { dir: 'dist', format: 'esm', cleanDir: true, sourcemap: false },
});
