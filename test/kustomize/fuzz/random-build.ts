import { fields } from './random-fields.ts';
import { type Fields, OBJECTS } from './random-objects.ts';
import { nameOf, Scene } from './scene.ts';
import { hasRaw, type Value } from './write-yaml.ts';

/** A tree of files, the kustomization in it to build, and how. */
export interface RandomBuild {
  readonly files: Readonly<Record<string, string>>;
  readonly path: string;
  readonly order: 'legacy' | 'none';
  readonly managedByLabel: boolean;
}

/** The build that a seed stands for. */
export function randomBuild(seed: number): RandomBuild {
  const scene = new Scene(seed);
  const { random } = scene;
  const bases = random.times(1 + random.below(2), (index) => `base${index}`);
  for (const base of bases) kustomization(scene, base, []);
  const used = random.some(bases, 2);
  const middle = random.chance(0.4) ? ['middle'] : [];
  for (const folder of middle) kustomization(scene, folder, used.length > 0 ? used : bases);
  const components = componentFolders(scene);
  const top = middle.length > 0 ? middle : bases;
  const beside = random.chance(0.02) ? bases.slice(0, 1) : [];
  kustomization(scene, 'root', [...new Set([...top, ...beside])], false, components);
  return {
    files: scene.files,
    path: 'root',
    order: random.chance(0.1) ? 'none' : 'legacy',
    managedByLabel: random.chance(0.03),
  };
}

/** Components, which may use each other. */
function componentFolders(scene: Scene): string[] {
  const { random } = scene;
  if (random.chance(0.7)) return [];
  const inner = random.chance(0.2) ? ['inner'] : [];
  for (const folder of inner) kustomization(scene, folder, [], true);
  const folders = random.times(1 + random.below(2), (index) => `component${index}`);
  for (const folder of folders) kustomization(scene, folder, [], true, inner.splice(0));
  return folders;
}

function kustomization(
  scene: Scene,
  folder: string,
  bases: readonly string[],
  isComponent = false,
  components: readonly string[] = [],
): void {
  const { random } = scene;
  const isLeaf = bases.length === 0 && !isComponent;
  const resources = resourceFiles(scene, folder, isLeaf ? 1 + random.below(4) : random.below(2));
  const content: Fields = {
    apiVersion: isComponent ? 'kustomize.config.k8s.io/v1alpha1' : undefined,
    kind: isComponent ? 'Component' : undefined,
    resources: [...bases.map((base) => `../${base}`), ...resources],
    components: components.length > 0 ? components.map((each) => `../${each}`) : undefined,
    ...fields(scene, folder, isLeaf),
  };
  scene.write(folder, 'kustomization.yaml', scene.yaml(content));
}

function resourceFiles(scene: Scene, folder: string, count: number): string[] {
  const { random } = scene;
  return random.times(count, (index) => {
    const objects = random.times(1 + random.below(2), () => random.pick(OBJECTS)(random));
    for (const object of objects) {
      makeUnique(scene, object);
      scene.objects.push(object);
    }
    const name = `r${index}.yaml`;
    return scene.write(folder, name, fileText(scene, objects));
  });
}

/** Objects as documents, as the items of a list, or as JSON. */
function fileText(scene: Scene, objects: readonly Fields[]): string {
  const { random } = scene;
  const documents: Value[] = random.chance(0.06)
    ? [{ apiVersion: 'v1', kind: 'List', items: objects }]
    : [...objects];
  const isJson = random.chance(0.05) && documents.length === 1 && !hasRaw(documents);
  if (isJson) return JSON.stringify(documents[0], null, random.pick([0, 2]));
  const start = random.chance(0.1) ? random.pick(['---\n', '# first\n---\n', '\n']) : '';
  const between = random.chance(0.1) ? random.pick(['--- # next\n', '---\n---\n']) : '---\n';
  const text = start + documents.map((each) => scene.yaml(each)).join(between);
  return random.chance(0.03) ? text.replaceAll('\n', '\r\n') : text;
}

/** Most of the time names differ, so that most builds succeed. */
function makeUnique({ objects, random }: Scene, object: Fields): void {
  const isTaken = objects.some(
    (each) => each.kind === object.kind && nameOf(each) === nameOf(object),
  );
  const metadata = object.metadata as Fields;
  if (isTaken && random.chance(0.9)) metadata.name = `unique-${objects.length}`;
}
