import { createRequire } from 'node:module';
import { defineConfig, type Plugin } from 'rolldown';

/** The code that nearly every verb needs, in two files instead of twenty. */
const ENGINE = [
  'src/kustomize/',
  'src/model/yaml/',
  'src/source/folder-tree.ts',
  'src/cli/open-directory.ts',
  'src/cli/print-warnings.ts',
  'src/cli/object-file-names.ts',
  'src/cli/write-build.ts',
  'src/cli/quick-compile.ts',
  'src/cli/verbs/build.ts',
  'node_modules/js-yaml/',
  'node_modules/re2js/',
];
const MODEL = [
  'ports/file-tree-errors',
  'bytes',
  'concurrently',
  'did-you-mean',
  'duration',
  'errors',
  'file-tree-problems',
  'flat-text',
  'json',
  'label-selector',
  'manifest',
  'object-id',
  'position',
  'walked-tree',
].map((name) => `src/model/${name}.ts`);

// One bundle with lazy chunks: a verb loads only the code it needs, which is
// what keeps `tidewatch render` fast and the idle agent small. The kustomize engine
// has an entry of its own, for those who use it from code.
export default defineConfig({
  plugins: [etcdProtocol(), lateChildProcess(), latinOnly(), builtinsWithoutFacade()],
  input: { main: 'src/cli/main.ts', kustomize: 'src/cli/kustomize-package.ts' },
  platform: 'node',
  // The oldest Node that package.json's engines allows.
  transform: { target: 'node22' },
  // Chunks that are named below may export more than their entries do.
  preserveEntrySignatures: 'allow-extension',
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
      groups: [
        { name: 'dashboards', test: /monitor\/dashboards\/generated\// },
        { name: 'engine', test: isOneOf(ENGINE), includeDependenciesRecursively: false },
        { name: 'model', test: isOneOf(MODEL), includeDependenciesRecursively: false },
      ],
    },
  },
});

function isOneOf(paths: readonly string[]): (id: string) => boolean {
  return (id) => paths.some((path) => id.includes(path));
}

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

/** Commander can start programs, which no verb does: it asks for what that takes when it does. */
function lateChildProcess(): Plugin {
  const early = "import childProcess from 'node:child_process';";
  const late = `const childProcess = {
    spawn: (...all) => process.getBuiltinModule('node:child_process').spawn(...all),
  };`;
  return {
    name: 'late-child-process',
    transform: {
      filter: { id: /commander\/lib\/command\.js$/ },
      handler(code) {
        if (!code.includes(early)) throw new Error('commander starts programs in another way now');
        return code.replace(early, late);
      },
    },
  };
}

/**
 * To import one of Node's own modules makes a copy of all its exports, and loads
 * what some of them only stand for: 20 ms of each start. Asked for directly,
 * the module is given as it is.
 */
function builtinsWithoutFacade(): Plugin {
  const imported = /^import (?:\* as )?([\w$]+)?(?:, )?(?:\{([^}]*)\})? ?from ("node:[\w/]+");$/gm;
  return {
    name: 'builtins-without-facade',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        chunk.code = chunk.code.replace(imported, (_, whole, some, name) =>
          [whole, some && `{${some.replaceAll(' as ', ': ')}}`]
            .filter((names) => names !== undefined)
            .map((names) => `const ${names} = globalThis.process.getBuiltinModule(${name});`)
            .join('\n'),
        );
        if (/^import .* from "node:/m.test(chunk.code)) {
          throw new Error(`${chunk.fileName}: a module of Node is imported in another way`);
        }
      }
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
