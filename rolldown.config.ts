import { createRequire } from 'node:module';
import { defineConfig, type Plugin } from 'rolldown';

// One bundle with lazy chunks: a verb loads only the code it needs, which is
// what keeps `tidewatch render` fast and the idle agent small. The kustomize engine
// has an entry of its own, for those who use it from code.
export default defineConfig({
  plugins: [etcdProtocol(), latinOnly()],
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
    // Node holds the text of a chunk for as long as it runs.
    comments: { legal: true, annotation: false, jsdoc: false },
    codeSplitting: {
      groups: [{ name: 'dashboards', test: /monitor\/dashboards\/generated\// }],
    },
  },
});

/**
 * The client of etcd reads the description of its protocol from a file beside
 * itself, which a bundle does not have: here it comes with the code.
 */
function etcdProtocol(): Plugin {
  const ofEtcd = createRequire(createRequire(import.meta.url).resolve('etcd3'));
  const read = /loadSync\)\(`\$\{__dirname\}\/\.\.\/proto\/rpc\.proto`,/;
  return {
    name: 'etcd-protocol',
    transform: {
      filter: { id: /etcd3\/lib\/connection-pool\.js$/ },
      handler(code) {
        if (!read.test(code)) throw new Error('etcd3 reads its protocol in another way now');
        const { Root } = createRequire(ofEtcd.resolve('@grpc/proto-loader'))('protobufjs');
        const file = ofEtcd.resolve('../proto/rpc.proto');
        // As etcd3 itself reads it: names stay as they are written.
        const protocol = new Root().loadSync(file, { keepCase: true }).toJSON();
        return code.replace(read, () => `fromJSON)(${JSON.stringify(protocol)},`);
      },
    },
  };
}

/**
 * A chunk with one character beyond Latin-1 takes twice its size of memory: each
 * is written as an escape, which means the same in strings, templates and patterns.
 */
function latinOnly(): Plugin {
  return {
    name: 'latin-only',
    // The last hook: the ones before it are followed by printing the code again.
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        if (/String\.raw`[^`]*[^\0-\xff]/.test(chunk.code)) {
          throw new Error(`${chunk.fileName}: String.raw would show escapes`);
        }
        chunk.code = chunk.code.replace(/[^\0-\xff]/g, escaped);
      }
    },
  };
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
