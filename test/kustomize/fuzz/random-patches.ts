import type { Random } from './random.ts';
import { anyScalar, anyValue, container, type Fields, LABELS, text } from './random-objects.ts';
import { nameOf, namespaceOf, type Scene } from './scene.ts';
import type { Value } from './write-yaml.ts';

/** An entry of `patches`. */
export function patch(scene: Scene, folder: string): Fields {
  const { random } = scene;
  const object = scene.anObject();
  const isJson = random.chance(0.35);
  const content = isJson ? operations(scene, object) : strategic(scene, object);
  const selected = isJson || random.chance(0.4) ? selector(scene, object) : undefined;
  let written =
    isJson && random.chance(0.15) ? JSON.stringify(plain(content)) : scene.yaml(content);
  if (!isJson && random.chance(0.05)) {
    written += `---\n${scene.yaml(strategic(scene, scene.anObject()))}`;
  }
  const options = scene.maybe(0.12, () => ({
    allowNameChange: random.chance(0.7) ? true : undefined,
    allowKindChange: random.chance(0.3) ? true : undefined,
  }));
  if (random.chance(0.3)) {
    const path = scene.write(folder, scene.newFile('patch'), written);
    return { path, target: selected, options };
  }
  return { patch: written, target: selected, options };
}

/** JSON has no way to write what only YAML has. */
function plain(value: Value): unknown {
  return JSON.parse(JSON.stringify(value, (_key, each) => each ?? null));
}

/** What a patch or a replacement selects objects by. */
export function selector(scene: Scene, object: Fields): Fields {
  const { random } = scene;
  const name = nameOf(object);
  const apiVersion = String(object.apiVersion ?? 'v1');
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : [undefined, 'v1'];
  return {
    group: scene.maybe(0.15, () => group),
    version: scene.maybe(0.15, () => version),
    kind: random.chance(0.8) ? object.kind : undefined,
    name: scene.maybe(0.5, () => random.pick(['.*', name, name, `${name}.*`, `${name}|none`])),
    namespace: scene.maybe(0.12, () => random.pick([namespaceOf(object) ?? 'default', 'ns.*'])),
    labelSelector: scene.maybe(0.1, () =>
      random.pick(['app=x', 'app', '!app', 'app in (x, web)', 'tier notin (a)', 'app!=web']),
    ),
    annotationSelector: scene.maybe(0.06, () => random.pick(['note=x', '!note', 'z'])),
  };
}

/** Operations of a JSON patch. */
export function operations(scene: Scene, object: Fields): Value {
  const { random } = scene;
  return random.times(1 + random.below(2), () => operation(random, paths(random, object)));
}

function operation(random: Random, candidates: readonly string[]): Fields {
  const path = random.pick(candidates);
  const isMap = path.endsWith('annotations') || path.endsWith('labels') || path === '/data';
  const odd = random.chance(0.08);
  return {
    op: odd
      ? random.pick(['remove', 'copy', 'move', random.pick(['test', 'copy'])])
      : random.pick(['add', 'add', 'add', 'replace', random.pick(['replace', 'remove'])]),
    from: odd ? random.pick(['/metadata/name', '/spec', '/metadata/labels']) : undefined,
    path,
    value:
      isMap && random.chance(0.9) ? texts(random, ['k', 'note', 'app']) : oddValue(path, random),
  };
}

function paths(random: Random, object: Fields): string[] {
  const found = ['/metadata/annotations', '/metadata/labels'];
  const metadata = object.metadata as Fields | undefined;
  if (metadata?.annotations !== undefined || random.chance(0.1)) {
    found.push('/metadata/annotations/new', '/metadata/annotations/a~1b');
  }
  if (metadata?.labels !== undefined || random.chance(0.1)) found.push('/metadata/labels/app');
  if (object.data !== undefined) found.push('/data/k', '/data');
  if (object.spec !== undefined) found.push('/spec/replicas', '/spec/extra');
  if ((object.spec as Fields | undefined)?.template !== undefined) {
    const containers = '/spec/template/spec/containers';
    const ends = ['0/image', '0/env', '-', '-1', '0'];
    if (random.chance(0.2)) ends.push('1', '0/env/-', '0/ports/0/name');
    for (const end of ends) found.push(`${containers}/${end}`);
  }
  if (random.chance(0.1)) found.push('/metadata/name', '/metadata/namespace', '/none/x');
  return found;
}

/** A strategic merge patch of an object. */
export function strategic(scene: Scene, object: Fields): Value {
  const { random } = scene;
  const change: Fields = {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name: nameOf(object) ?? 'a',
      namespace: namespaceOf(object),
      labels: random.chance(0.3) ? texts(random, LABELS) : random.chance(0.1) ? null : undefined,
      annotations: scene.maybe(0.2, () => ({ note: anyScalar(random) })),
    },
  };
  if (random.chance(0.05)) return { ...change, $patch: 'delete' };
  if (random.chance(0.02)) change.$patch = 'replace';
  if (object.data !== undefined) {
    change.data = random.chance(0.05)
      ? { $patch: random.pick(['replace', 'delete', 'merge']), k: text(random) }
      : { k: anyScalar(random), k9: text(random) };
  }
  if (object.spec !== undefined) change.spec = specPatch(scene, object);
  if (object.subjects !== undefined && random.chance(0.3)) {
    change.subjects = [{ kind: 'ServiceAccount', name: text(random) }];
  }
  if (object.rules !== undefined && random.chance(0.3)) change.rules = [{ verbs: ['get'] }];
  return change;
}

function specPatch(scene: Scene, object: Fields): Fields {
  const { random } = scene;
  const pod: Fields = {
    containers: scene.maybe(0.7, () => containerPatches(random)),
    initContainers: scene.maybe(0.1, () => containerPatches(random)),
    serviceAccountName: scene.maybe(0.2, () => (random.chance(0.3) ? null : 'web')),
    volumes: scene.maybe(0.2, () => [{ name: 'a', emptyDir: {} }]),
    nodeSelector: scene.maybe(0.2, () => ({ $patch: 'replace', x: 'y' })),
    tolerations: scene.maybe(0.2, () => [anyValue(random)]),
    imagePullSecrets: scene.maybe(0.1, () => [{ name: 'a' }, { name: 'new' }]),
    hostAliases: scene.maybe(0.1, () => [{ ip: '1.2.3.4', hostnames: ['x'] }]),
    topologySpreadConstraints: scene.maybe(0.1, () => [
      { topologyKey: 'zone', whenUnsatisfiable: random.pick(['DoNotSchedule', 'x']), maxSkew: 1 },
    ]),
  };
  if (object.kind === 'Pod') return pod;
  if (object.kind === 'CronJob') return { jobTemplate: { spec: { template: { spec: pod } } } };
  return {
    replicas: scene.maybe(0.4, () => (random.chance(0.2) ? null : random.below(9))),
    template: scene.maybe(0.7, () => ({
      metadata: scene.maybe(0.2, () => ({ labels: texts(random, LABELS) })),
      spec: pod,
    })),
    ports: scene.maybe(0.2, () => [
      { port: 80, name: 'http' },
      { port: 9, protocol: 'UDP' },
    ]),
    selector: scene.maybe(0.1, () => ({ matchLabels: texts(random, LABELS) })),
    value: scene.maybe(0.3, () => anyValue(random)),
    items: scene.maybe(0.2, () => null),
  };
}

function containerPatches(random: Random): Value {
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

export function texts(random: Random, keys: readonly string[]): Fields {
  const picked = random.some(keys, 2);
  const names = picked.length > 0 ? picked : keys.slice(0, 1);
  return Object.fromEntries(names.map((name) => [name, text(random)]));
}

/** A list in place of annotations makes kustomize lose some of them, or panic. */
function oddValue(path: string, random: Random): Value {
  const value = anyValue(random);
  return Array.isArray(value) && path.endsWith('annotations') ? {} : value;
}
