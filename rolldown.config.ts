import { defineConfig } from 'rolldown';

// One bundle with lazy chunks: a verb loads only the code it needs, which is
// what keeps `tidewatch render` fast and the idle agent small. The kustomize engine
// has an entry of its own, for those who use it from code.
export default defineConfig({
  input: { main: 'src/cli/main.ts', kustomize: 'src/cli/kustomize-package.ts' },
  platform: 'node',
  // The oldest Node that package.json's engines allows.
  transform: { target: 'node22' },
  // The Kubernetes client is used for kubeconfigs alone; unless told so, its whole
  // generated API stays in: 10 MB more of memory and a later start.
  treeshake: {
    moduleSideEffects: [{ test: /node_modules\/@kubernetes\/client-node/, sideEffects: false }],
  },
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    sourcemap: false,
    // A chunk with one character beyond Latin-1 takes twice its size of memory.
    codeSplitting: {
      groups: [{ name: 'dashboards', test: /monitor\/dashboards\/generated\// }],
    },
  },
});
