import { Random } from './random.ts';
import {
  anyScalar,
  anyValue,
  container,
  type Fields,
  LABELS,
  NAMES,
  NAMESPACES,
  OBJECTS,
  text,
} from './random-objects.ts';
import { type Value, writeYaml } from './write-yaml.ts';

/** A tree of files, and the kustomization in it to build. */
export interface RandomBuild {
  readonly files: Readonly<Record<string, string>>;
  readonly path: string;
}

const CONFIGURATION: Fields = {
  nameReference: [
    { kind: 'ConfigMap', version: 'v1', fieldSpecs: [{ kind: 'Thing', path: 'spec/value' }] },
  ],
  namePrefix: [{ kind: 'Thing', path: 'spec/items' }],
  commonLabels: [{ kind: 'TidbMonitor', path: 'spec/selector', create: true }],
};

/** The build that a seed stands for. */
export function randomBuild(seed: number): RandomBuild {
  const random = new Random(seed);
  const writer = new Writer(random);
  const bases = random.times(1 + random.below(2), (index) => `base${index}`);
  for (const base of bases) writer.kustomization(base, []);
  const used = random.some(bases, 2);
  const middle = random.chance(0.4) ? ['middle'] : [];
  for (const folder of middle) writer.kustomization(folder, used.length > 0 ? used : bases);
  const components = random.chance(0.25) ? ['component'] : [];
  for (const folder of components) writer.kustomization(folder, [], true);
  writer.kustomization('root', middle.length > 0 ? middle : bases, false, components);
  return { files: writer.files, path: 'root' };
}

class Writer {
  readonly files: Record<string, string> = {};
  readonly #random: Random;
  /** Objects of all folders, for patches that hit. */
  readonly #objects: Fields[] = [];
  #generated = false;

  constructor(random: Random) {
    this.#random = random;
  }

  kustomization(
    folder: string,
    bases: readonly string[],
    isComponent = false,
    components: readonly string[] = [],
  ): void {
    const random = this.#random;
    const isLeaf = bases.length === 0 && !isComponent;
    const resources = this.#resources(folder, isLeaf ? 1 + random.below(4) : random.below(2));
    const fields: Fields = {
      apiVersion: isComponent ? 'kustomize.config.k8s.io/v1alpha1' : undefined,
      kind: isComponent ? 'Component' : undefined,
      resources: [...bases.map((base) => `../${base}`), ...resources],
      components: components.length > 0 ? components.map((each) => `../${each}`) : undefined,
      ...this.#fields(folder, isLeaf),
    };
    this.files[`${folder}/kustomization.yaml`] = writeYaml(fields, random);
  }

  #resources(folder: string, count: number): string[] {
    const random = this.#random;
    const names: string[] = [];
    for (let index = 0; index < count; index++) {
      const objects = random.times(1 + random.below(2), () => random.pick(OBJECTS)(random));
      for (const object of objects) {
        this.#makeUnique(object);
        this.#objects.push(object);
      }
      const name = `r${index}.yaml`;
      this.files[`${folder}/${name}`] = objects
        .map((each) => writeYaml(each, random))
        .join('---\n');
      names.push(name);
    }
    return names;
  }

  /** Most of the time names differ, so that most builds succeed. */
  #makeUnique(object: Fields): void {
    const isTaken = this.#objects.some(
      (each) => each.kind === object.kind && nameOf(each) === nameOf(object),
    );
    const metadata = object.metadata as Fields;
    if (isTaken && this.#random.chance(0.9)) metadata.name = `unique-${this.#objects.length}`;
  }

  #fields(folder: string, isLeaf: boolean): Fields {
    const random = this.#random;
    const chance = isLeaf ? 0.12 : 0.3;
    const maybe = <T extends Value>(make: () => T) => (random.chance(chance) ? make() : undefined);
    const few = (make: () => Fields) => maybe(() => random.times(1 + random.below(2), make));
    return {
      namespace: maybe(() => random.pick(NAMESPACES)),
      namePrefix: maybe(() => random.pick(['p-', 'x'])),
      nameSuffix: maybe(() => random.pick(['-s', '-2'])),
      commonLabels: maybe(() => this.#texts(LABELS)),
      commonAnnotations: maybe(() => this.#texts(['note', 'z', 'long'])),
      labels: few(() => ({
        pairs: this.#texts(LABELS),
        includeSelectors: random.chance(0.4) ? random.chance(0.7) : undefined,
        includeTemplates: random.chance(0.4) ? random.chance(0.7) : undefined,
      })),
      images: few(() => this.#image()),
      replicas: this.#has('Deployment')
        ? maybe(() => [{ name: this.#nameOf('Deployment'), count: random.below(9) }])
        : undefined,
      patches: few(() => this.#patch(folder)),
      configMapGenerator: few(() => this.#generator(folder)),
      secretGenerator: maybe(() => [this.#generator(folder)]),
      generatorOptions: maybe(() => ({
        disableNameSuffixHash: random.chance(0.4) ? true : undefined,
        immutable: random.chance(0.2) ? true : undefined,
        labels: random.chance(0.3) ? this.#texts(LABELS) : undefined,
      })),
      replacements: random.chance(chance / 2) ? [this.#replacement()] : undefined,
      vars: random.chance(chance / 6) ? [this.#variable()] : undefined,
      ...this.#rarerFields(folder, chance / 3),
    };
  }

  #rarerFields(folder: string, chance: number): Fields {
    const random = this.#random;
    const maybe = <T extends Value>(make: () => T) => (random.chance(chance) ? make() : undefined);
    const target = () => (this.#objects.length > 0 ? random.pick(this.#objects) : {});
    return {
      patchesStrategicMerge: maybe(() => [writeYaml(this.#strategic(target()), random)]),
      patchesJson6902: maybe(() => {
        const object = target();
        const selector = { kind: object.kind, name: nameOf(object) ?? 'a' };
        return [{ target: selector, patch: writeYaml(this.#operations(object), random) }];
      }),
      transformers: maybe(() => [this.#transformer(folder)]),
      generators: maybe(() => [
        writeYaml(
          {
            apiVersion: 'builtin',
            kind: random.pick(['ConfigMapGenerator', 'SecretGenerator']),
            metadata: { name: random.pick(['made', 'made2']) },
            literals: [`k=${text(random)}`],
          },
          random,
        ),
      ]),
      configurations: maybe(() => {
        this.files[`${folder}/config.yaml`] = writeYaml(CONFIGURATION, random);
        return ['config.yaml'];
      }),
      sortOptions: maybe(() => ({ order: random.pick(['fifo', 'legacy']) })),
      buildMetadata: maybe(() => random.some(['originAnnotations', 'transformerAnnotations'], 2)),
    };
  }

  #transformer(folder: string): string {
    const random = this.#random;
    const specs = (path: string) => [{ path, create: true }];
    const config: Fields = random.pick<Fields>([
      { kind: 'PrefixTransformer', prefix: 'q-', fieldSpecs: specs('metadata/name') },
      { kind: 'SuffixTransformer', suffix: '-q', fieldSpecs: specs('metadata/name') },
      {
        kind: 'LabelTransformer',
        labels: { t: text(random) },
        fieldSpecs: specs('metadata/labels'),
      },
      {
        kind: 'AnnotationsTransformer',
        annotations: { t: text(random) },
        fieldSpecs: specs('metadata/annotations'),
      },
      { kind: 'NamespaceTransformer', unsetOnly: random.chance(0.5) },
      { kind: 'ImageTagTransformer', imageTag: this.#image() },
      { kind: 'ValueAddTransformer', value: 'v', targets: [{ fieldPath: 'metadata/labels/v' }] },
    ]);
    const metadata = {
      name: 'transformer',
      namespace: config.kind === 'NamespaceTransformer' ? random.pick(NAMESPACES) : undefined,
    };
    const written = writeYaml({ apiVersion: 'builtin', ...config, metadata }, random);
    if (random.chance(0.5)) return written;
    this.files[`${folder}/transformer.yaml`] = written;
    return 'transformer.yaml';
  }

  #texts(keys: readonly string[]): Fields {
    const picked = this.#random.some(keys, 2);
    const names = picked.length > 0 ? picked : keys.slice(0, 1);
    return Object.fromEntries(names.map((name) => [name, text(this.#random)]));
  }

  #image(): Fields {
    const random = this.#random;
    return {
      name: random.pick(['nginx', 'docker.io/library/redis', 'host:5000/app', 'prom/prometheus']),
      newName: random.chance(0.4) ? random.pick(['mirror/nginx', 'host:5000/new']) : undefined,
      newTag: random.chance(0.5) ? random.pick(['2.0', 'latest', '1e3']) : undefined,
      digest: random.chance(0.2) ? 'sha256:def' : undefined,
    };
  }

  #has(kind: string): boolean {
    return this.#objects.some((each) => each.kind === kind);
  }

  /** The name of some object of the kind, or any. */
  #nameOf(kind: string): string {
    const found = this.#objects.filter((each) => each.kind === kind);
    const object = found.length > 0 ? this.#random.pick(found) : undefined;
    return nameOf(object) ?? this.#random.pick(NAMES);
  }

  #patch(folder: string): Fields {
    const random = this.#random;
    const target = this.#objects.length > 0 ? random.pick(this.#objects) : { kind: 'Deployment' };
    const isJson = random.chance(0.35);
    const content = isJson ? this.#operations(target) : this.#strategic(target);
    const patchText = writeYaml(content, random);
    const selector = isJson || random.chance(0.4) ? this.#selector(target) : undefined;
    if (random.chance(0.3)) {
      const name = `patch${Object.keys(this.files).length}.yaml`;
      this.files[`${folder}/${name}`] = patchText;
      return { path: name, target: selector };
    }
    const options = random.chance(0.1) ? { allowNameChange: true } : undefined;
    return { patch: patchText, target: selector, options };
  }

  #selector(target: Fields): Fields {
    const random = this.#random;
    return {
      kind: random.chance(0.8) ? target.kind : undefined,
      name: random.chance(0.5) ? (random.chance(0.3) ? '.*' : nameOf(target)) : undefined,
      labelSelector: random.chance(0.1) ? 'app=x' : undefined,
    };
  }

  #operations(target: Fields): Value {
    const random = this.#random;
    const paths = ['/metadata/annotations/new', '/metadata/annotations', '/metadata/labels'];
    if (target.data !== undefined) paths.push('/data/k', '/data');
    if (target.spec !== undefined) paths.push('/spec/replicas', '/spec/extra');
    if ((target.spec as Fields | undefined)?.template !== undefined) {
      const containers = '/spec/template/spec/containers';
      paths.push(
        `${containers}/0/image`,
        `${containers}/0/env`,
        `${containers}/-`,
        `${containers}/1`,
      );
    }
    if (random.chance(0.1)) paths.push('/metadata/name', '/metadata/namespace', '/none/x');
    return random.times(1 + random.below(2), () => {
      const path = random.pick(paths);
      const isMap = path.endsWith('annotations') || path.endsWith('labels') || path === '/data';
      const odd = random.chance(0.1);
      return {
        op: odd ? random.pick(['remove', 'test', 'copy', 'move']) : random.pick(['add', 'replace']),
        from: odd ? '/metadata/name' : undefined,
        path,
        value:
          isMap && random.chance(0.9) ? this.#texts(['k', 'note', 'app']) : oddValue(path, random),
      };
    });
  }

  #strategic(target: Fields): Value {
    const random = this.#random;
    const own = target.metadata as Fields | undefined;
    const change: Fields = {
      apiVersion: target.apiVersion,
      kind: target.kind,
      metadata: {
        name: own?.name ?? 'a',
        namespace: own?.namespace,
        labels: random.chance(0.3) ? this.#texts(LABELS) : random.chance(0.1) ? null : undefined,
        annotations: random.chance(0.2) ? { note: anyScalar(random) } : undefined,
      },
    };
    if (random.chance(0.05)) return { ...change, $patch: 'delete' };
    if (target.data !== undefined) change.data = { k: anyScalar(random), k9: text(random) };
    if (target.spec !== undefined) change.spec = this.#specPatch(target.kind === 'Pod');
    return change;
  }

  #specPatch(isPod: boolean): Fields {
    const random = this.#random;
    const pod: Fields = {
      containers: random.chance(0.7) ? this.#containerPatches() : undefined,
      serviceAccountName: random.chance(0.2) ? (random.chance(0.3) ? null : 'web') : undefined,
      volumes: random.chance(0.2) ? [{ name: 'a', emptyDir: {} }] : undefined,
      nodeSelector: random.chance(0.2) ? { $patch: 'replace', x: 'y' } : undefined,
      tolerations: random.chance(0.2) ? [anyValue(random)] : undefined,
    };
    if (isPod) return pod;
    return {
      replicas: random.chance(0.4) ? (random.chance(0.2) ? null : random.below(9)) : undefined,
      template: random.chance(0.7) ? { spec: pod } : undefined,
      ports: random.chance(0.2) ? [{ port: 80, name: 'http' }, { port: 9 }] : undefined,
      value: random.chance(0.3) ? anyValue(random) : undefined,
      items: random.chance(0.2) ? null : undefined,
    };
  }

  #containerPatches(): Value {
    const random = this.#random;
    return random.times(1 + random.below(2), () => {
      const name = random.pick(['main', 'side', 'new']);
      if (random.chance(0.1)) return { name, $patch: 'delete' };
      if (random.chance(0.04)) return { $patch: random.pick(['replace', 'delete', 'merge']) };
      if (random.chance(0.04)) return { image: 'no-name' };
      const change = container(random, name);
      if (random.chance(0.1)) change.$patch = 'replace';
      if (random.chance(0.1)) change.env = null;
      return change;
    });
  }

  #generator(folder: string): Fields {
    const random = this.#random;
    const fields: Fields = {
      name: random.pick(['made', 'other', ...NAMES]),
      namespace: random.chance(0.15) ? random.pick(NAMESPACES) : undefined,
      behavior: random.chance(this.#generated ? 0.4 : 0.05)
        ? random.pick(['merge', 'merge', 'replace', 'create'])
        : undefined,
      literals: random.chance(0.8)
        ? random.times(1 + random.below(2), (index) => `key${index}=${text(random)}`)
        : undefined,
      options: random.chance(0.2) ? { disableNameSuffixHash: true } : undefined,
    };
    this.#generated = true;
    if (random.chance(0.2)) {
      this.files[`${folder}/file.txt`] = random.times(3, () => text(random)).join('\n');
      fields.files = [random.pick(['file.txt', 'named=file.txt'])];
    }
    if (random.chance(0.2)) {
      this.files[`${folder}/vars.env`] = '# comment\nA=1\n  B = two \nC\n\nD="quoted"\n';
      fields.envs = ['vars.env'];
    }
    return fields;
  }

  #replacement(): Fields {
    const random = this.#random;
    const source = this.#objects.length > 0 ? random.pick(this.#objects) : {};
    const target = this.#objects.length > 0 ? random.pick(this.#objects) : {};
    return {
      source: {
        kind: source.kind,
        name: nameOf(source),
        fieldPath: random.pick([
          'metadata.name',
          'metadata.name',
          'data.k',
          'spec.replicas',
          'kind',
        ]),
      },
      targets: [
        {
          select: { kind: target.kind, name: random.chance(0.5) ? nameOf(target) : undefined },
          fieldPaths: random.some(
            [
              'metadata.labels.app',
              'metadata.annotations.[a/b]',
              'spec.template.spec.containers.[name=main].image',
              'spec.template.spec.containers.*.env.[name=A].value',
              'data.k',
              'spec.replicas',
            ],
            2,
          ),
          options: {
            create: random.chance(0.7),
            delimiter: random.chance(0.15) ? ':' : undefined,
            index: random.chance(0.15) ? 1 : undefined,
          },
        },
      ],
    };
  }

  #variable(): Fields {
    const random = this.#random;
    const source = this.#objects.length > 0 ? random.pick(this.#objects) : {};
    return {
      name: 'VAR',
      objref: { apiVersion: source.apiVersion, kind: source.kind, name: nameOf(source) },
      fieldref: random.chance(0.3) ? { fieldpath: 'metadata.namespace' } : undefined,
    };
  }
}

function nameOf(object: Fields | undefined): string | undefined {
  const metadata = object?.metadata as Fields | undefined;
  return typeof metadata?.name === 'string' ? metadata.name : undefined;
}

/** A list in place of annotations makes kustomize lose some of them, or panic. */
function oddValue(path: string, random: Random): Value {
  const value = anyValue(random);
  return Array.isArray(value) && path.endsWith('annotations') ? {} : value;
}
