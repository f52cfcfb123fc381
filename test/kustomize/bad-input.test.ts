import { describe, expect, it } from 'vitest';
import { build } from '../../src/kustomize/build.ts';
import { InvalidInputError } from '../../src/model/errors.ts';
import { type MemoryFile, memoryTree } from '../../src/model/memory-tree.ts';
import type { BuildOptions } from '../../src/model/target.ts';

const OPTIONS: BuildOptions = { order: 'legacy', loadRestrictor: 'rootOnly' };

type Files = Readonly<Record<string, MemoryFile>>;

async function refusal(files: Files, path = '.', options = OPTIONS): Promise<string> {
  try {
    await build(memoryTree(files), path, options);
  } catch (thrown) {
    if (thrown instanceof InvalidInputError) return thrown.message;
    throw thrown;
  }
  return 'it was built';
}

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
const RESOURCES = 'resources: [a.yaml]\n';

/** Each level of aliases stands for ten times what the level before does. */
function aliasBomb(levels: number): string {
  const lines = ['l0: &l0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level <= levels; level++) {
    const alias = `*l${level - 1}`;
    lines.push(`l${level}: &l${level} [${Array(10).fill(alias).join(', ')}]`);
  }
  return `${lines.join('\n')}\n`;
}

const refusals: readonly (readonly [string, Files, string])[] = [
  [
    'an annotation without a name',
    {
      'kustomization.yaml': RESOURCES,
      'a.yaml': `${CONFIG_MAP}  annotations:\n    "": nameless\n`,
    },
    'a.yaml:6:9: a name in metadata.annotations is empty; name it or remove it',
  ],
  [
    'lists of no objects beside what a patch changes: the first by the name of its field',
    {
      'kustomization.yaml': `${RESOURCES}patches: [{path: p.yaml}]\n`,
      'a.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  initContainers: [x]\n  containers: [y]\n',
      'p.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {b: c}}\n',
    },
    'a.yaml:6:16: this is a scalar, where a mapping is expected; make it a mapping',
  ],
  [
    'env in the configuration of a generator, which kustomize ignores',
    {
      'kustomization.yaml': 'generators: [map.yaml]\n',
      'map.yaml':
        'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: a}\nenv: a.env\n',
      'a.env': 'A=1\n',
    },
    'map.yaml:4:6: kustomize ignores env in the configuration of a generator; write envs, a list',
  ],
  [
    'files of patches without a patch',
    {
      'kustomization.yaml': `${RESOURCES}patchesStrategicMerge: [p.yaml]\n`,
      'a.yaml': CONFIG_MAP,
      'p.yaml': '# nothing\n',
    },
    'kustomization.yaml:2:25: there is no patch in any of these; write one, or remove the entries',
  ],
  [
    'broken YAML',
    { 'kustomization.yaml': RESOURCES, 'a.yaml': 'kind: A\n  b: c\n' },
    'a.yaml:2:4: bad indentation of a mapping entry; correct the YAML here',
  ],
  [
    'a tab as indentation',
    { 'kustomization.yaml': RESOURCES, 'a.yaml': 'a:\n\tb: c\n' },
    'a.yaml:2:1: tab characters must not be used in indentation; indent with spaces',
  ],
  [
    'text that is no UTF-8',
    { 'kustomization.yaml': RESOURCES, 'a.yaml': Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a]) },
    'a.yaml:1:4: the file is not UTF-8 text here; save it as UTF-8, or remove the bytes',
  ],
  [
    'a NUL byte',
    { 'kustomization.yaml': RESOURCES, 'a.yaml': 'a: b\0c\n' },
    'a.yaml:1:5: null byte is not allowed in input; remove the byte; YAML is text',
  ],
  [
    'a wrong type',
    { 'kustomization.yaml': 'namePrefix: [a]\nnamespace: 5\nimages: {a: b}\n' },
    [
      'kustomization.yaml:1:13: this is a list, where text is expected; write text',
      'kustomization.yaml:2:12: this is a number, where text is expected; quote it: "5"',
      'kustomization.yaml:3:9: this is a mapping, where a list is expected; write a list',
    ].join('\n'),
  ],
  [
    'unknown fields',
    {
      'kustomization.yaml': `${RESOURCES}namePrefx: a\npatches: [{pach: b}]\n`,
      'a.yaml': CONFIG_MAP,
    },
    [
      'kustomization.yaml:2:1: there is no field "namePrefx" here; did you mean namePrefix?',
      'kustomization.yaml:3:12: there is no field "pach" here; did you mean path?',
    ].join('\n'),
  ],
  [
    'missing resources, all of them',
    { 'kustomization.yaml': 'resources:\n- none.yaml\n- ../base\ncomponents: [c]\n' },
    [
      'kustomization.yaml:2:3: "none.yaml" does not exist; correct the path, or add the file',
      'kustomization.yaml:3:3: "../base" cannot be read: it leads out of the repository; name a file of the repository',
      'kustomization.yaml:4:14: "c" does not exist; correct the path, or add the file',
    ].join('\n'),
  ],
  [
    'a folder without a kustomization',
    { 'kustomization.yaml': 'resources: [sub]\n', 'sub/a.yaml': CONFIG_MAP },
    'kustomization.yaml:1:13: the folder "sub" has no kustomization file; add one of kustomization.yaml, kustomization.yml, Kustomization',
  ],
  [
    'a path out of the repository',
    { 'kustomization.yaml': 'resources: [../../etc/passwd, /etc/passwd]\n' },
    [
      'kustomization.yaml:1:13: "../../etc/passwd" cannot be read: it leads out of the repository; name a file of the repository',
      'kustomization.yaml:1:31: "/etc/passwd" cannot be read: it leads out of the repository; name a file of the repository',
    ].join('\n'),
  ],
  [
    'a link out of the repository',
    { 'kustomization.yaml': RESOURCES, 'a.yaml': { symlink: '../../etc/passwd' } },
    'kustomization.yaml:1:13: "a.yaml" cannot be read: the symbolic link a.yaml -> ../../etc/passwd leads out of the repository; name a file of the repository',
  ],
  [
    'a submodule',
    { 'kustomization.yaml': 'resources: [vendor/x.yaml]\n', vendor: { submodule: '0'.repeat(40) } },
    'kustomization.yaml:1:13: "vendor/x.yaml" cannot be read: it is in a submodule; copy the files into this repository',
  ],
  [
    'a resource on another host',
    { 'kustomization.yaml': 'resources: ["github.com/org/repo//base?ref=v1"]\n' },
    'kustomization.yaml:1:13: "github.com/org/repo//base?ref=v1" cannot be used: it is on another host, which is never asked; copy what it gives into this repository',
  ],
  [
    'a replacement of a field that is not there',
    {
      'kustomization.yaml': `${RESOURCES}replacements:\n- sourceValue: x\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.missing]\n`,
      'a.yaml': CONFIG_MAP,
    },
    'kustomization.yaml:6:18: the path "data.missing" does not fit: the object has no such field; set options.create; correct the path',
  ],
  [
    'two objects with one id',
    {
      'kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
      'a.yaml': CONFIG_MAP,
      'b.yaml': CONFIG_MAP,
    },
    'b.yaml:1:1: v1 ConfigMap/a is already defined at a.yaml:1:1; remove or rename one of the two',
  ],
  [
    'a key that is set twice',
    { 'kustomization.yaml': RESOURCES, 'a.yaml': `${CONFIG_MAP}data: {x: "1"}\ndata: {x: "2"}\n` },
    'a.yaml:6:1: the key "data" is already set at a.yaml:5:1; remove one of the two',
  ],
  [
    'a document after an end mark',
    { 'kustomization.yaml': RESOURCES, 'a.yaml': `${CONFIG_MAP}...\n${CONFIG_MAP}` },
    'a.yaml:6:1: the end mark "..." of a document is followed by another one; divide documents by a line "---"',
  ],
  [
    'an alias bomb',
    { 'kustomization.yaml': RESOURCES, 'a.yaml': aliasBomb(9) },
    'a.yaml:5:45: the aliases of this document stand for more than 100000 nodes; write the values out, or split the document',
  ],
  [
    'nesting without end',
    { 'kustomization.yaml': RESOURCES, 'a.yaml': `a: ${'['.repeat(10_000)}` },
    'a.yaml:1:503: nesting exceeded maxDepth (500); nest less deeply',
  ],
  [
    'a circle of kustomizations',
    {
      'kustomization.yaml': 'resources: [a]\n',
      'a/kustomization.yaml': 'resources: [../b]\n',
      'b/kustomization.yaml': 'resources: [../a]\n',
    },
    'b/kustomization.yaml:1:13: a kustomization cannot use itself or a folder it lies in: a => b => a; remove this entry, or move what is shared to a folder beside',
  ],
  [
    'a patch for an object that is not there',
    {
      'kustomization.yaml': `${RESOURCES}patches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: aa}\n`,
      'a.yaml': CONFIG_MAP,
    },
    'kustomization.yaml:4:5: no object has the id of this patch, v1 ConfigMap/aa; did you mean v1 ConfigMap/a?',
  ],
  [
    'a patch of another type',
    {
      'kustomization.yaml': `${RESOURCES}patches: [{path: p.yaml}]\n`,
      'a.yaml': `${CONFIG_MAP}data:\n  x: "1"\n`,
      'p.yaml': `${CONFIG_MAP}data: text\n`,
    },
    'p.yaml:5:7: the patch has a scalar where the object has a mapping at a.yaml:6:3; write a mapping, or replace the field by a JSON patch',
  ],
  [
    'an object without a name',
    { 'kustomization.yaml': RESOURCES, 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\n' },
    'a.yaml:1:1: the ConfigMap has no metadata.name; set metadata.name',
  ],
  [
    'plugins that run foreign code',
    {
      'kustomization.yaml': `${RESOURCES}generators: [g.yaml]\n`,
      'a.yaml': CONFIG_MAP,
      'g.yaml': 'apiVersion: example.com/v1\nkind: Exec\nmetadata: {name: x}\n',
    },
    'g.yaml:1:1: the plugin Exec would run foreign code; use the built-in plugins (apiVersion: builtin), or commit what it prints',
  ],
  [
    'Helm charts',
    { 'kustomization.yaml': 'helmCharts:\n- name: x\n' },
    'kustomization.yaml:2:3: the field helmCharts is not supported: it runs helm; render the chart with "helm template" and commit what it prints',
  ],
  [
    'an env file with a line that kustomize would cut',
    {
      'kustomization.yaml': 'configMapGenerator: [{name: a, envs: [v.env]}]\n',
      'v.env': `A=1\nB=${'x'.repeat(70_000)}\n`,
    },
    'kustomization.yaml:1:39: line 2 of "v.env" is longer than 65535 bytes, where kustomize silently stops reading; use files for long values',
  ],
];

describe('bad input', () => {
  it.each(refusals)(
    'is refused with the place and what to do: %s',
    async (_what, files, message) => {
      expect(await refusal(files)).toBe(message);
    },
  );

  it('is refused when a file is far too large, before it is parsed', async () => {
    const files = { 'kustomization.yaml': RESOURCES, 'a.yaml': Buffer.alloc(17 << 20, 'a') };
    expect(await refusal(files)).toBe(
      'kustomization.yaml:1:13: "a.yaml" cannot be read: it is too large: 17 MiB, where 10 MiB is the limit; split it into smaller files',
    );
  });

  it('names the folder that is asked for when there is none', async () => {
    const files = { 'kustomization.yaml': RESOURCES, 'a.yaml': CONFIG_MAP };
    expect(await refusal(files, 'none')).toBe(
      'none:1:1: "none" cannot be read: there is no such file; correct the path, or add the file',
    );
  });

  it('may lie outside the kustomization where the options allow that', async () => {
    const files = { 'k/kustomization.yaml': 'resources: [../a.yaml]\n', 'a.yaml': CONFIG_MAP };
    expect(await refusal(files, 'k')).toBe(
      'k/kustomization.yaml:1:13: the file "../a.yaml" is outside the kustomization\'s own folder "k"; move it there, or give its folder a kustomization file and name the folder under resources',
    );
    const options = { ...OPTIONS, loadRestrictor: 'none' } as const;
    expect(await refusal(files, 'k', options)).toBe('it was built');
  });
});
