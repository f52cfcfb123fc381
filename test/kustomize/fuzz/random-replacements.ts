import { type Fields, text } from './random-objects.ts';
import { selector } from './random-patches.ts';
import { nameOf, namespaceOf, type Scene } from './scene.ts';

const SOURCE_PATHS = [
  'metadata.name',
  'metadata.name',
  'data.k',
  'spec.replicas',
  'kind',
  'metadata.labels.app',
  'metadata.namespace',
  'spec.template.spec.containers.[name=main].image',
  'spec.template.spec.containers.0.image',
  'spec.ports.0.port',
  'spec.template.spec.containers.0',
];

const TARGET_PATHS = [
  'metadata.labels.app',
  'metadata.annotations.a/b',
  'metadata.annotations.a\\.b',
  'spec.template.spec.containers.[name=main].image',
  'spec.template.spec.containers.*.env.[name=A].value',
  'spec.template.spec.containers.*.image',
  'spec.template.spec.containers.0.name',
  'spec.template.spec.containers.1.image',
  'spec.template.spec.initContainers.[name=new].image',
  'spec.ports.*.port',
  'data.k',
  'spec.replicas',
  'spec.value',
  'metadata.name',
  'subjects.0.name',
];

/** An entry of `replacements`, in place or in a file. */
export function replacement(scene: Scene, folder: string): Fields {
  const { random } = scene;
  const fields = replacementFields(scene);
  if (random.chance(0.8)) return fields;
  const content = random.chance(0.7) ? fields : [fields, replacementFields(scene)];
  return { path: scene.write(folder, scene.newFile('replacement'), scene.yaml(content)) };
}

export function replacementFields(scene: Scene): Fields {
  const { random } = scene;
  const targets = random.times(1 + random.below(2), () => target(scene));
  if (random.chance(0.1)) return { sourceValue: text(random), targets };
  const object = scene.anObject();
  return {
    source: {
      kind: object.kind,
      name: nameOf(object),
      namespace: scene.maybe(0.1, () => namespaceOf(object)),
      version: scene.maybe(0.1, () => 'v1'),
      fieldPath: scene.maybe(0.9, () =>
        random.pick(random.chance(0.1) ? SOURCE_PATHS : SOURCE_PATHS.filter(has(object))),
      ),
      options: scene.maybe(0.15, () => delimiter(scene)),
    },
    targets,
  };
}

/** Whether an object has the first of the fields on a path, and the second. */
function has(object: Fields): (path: string) => boolean {
  return (path) => {
    const [first = '', second] = path.split('.');
    const outer = object[first] as Fields | undefined;
    return outer !== undefined && (second === undefined || outer[second] !== undefined);
  };
}

function target(scene: Scene): Fields {
  const { random } = scene;
  const object = scene.anObject();
  const select = random.chance(0.4)
    ? selector(scene, object)
    : { kind: object.kind, name: scene.maybe(0.5, () => nameOf(object)) };
  return {
    select,
    reject: scene.maybe(0.15, () => [
      { name: nameOf(scene.anObject()), kind: scene.maybe(0.5, () => object.kind) },
    ]),
    fieldPaths: random.chance(0.95)
      ? random.some(random.chance(0.1) ? TARGET_PATHS : TARGET_PATHS.filter(has(object)), 2)
      : undefined,
    options: scene.maybe(0.9, () => ({
      create: random.chance(0.9) ? true : undefined,
      ...(random.chance(0.2) ? delimiter(scene) : {}),
    })),
  };
}

function delimiter({ random }: Scene): Fields {
  return {
    delimiter: random.pick([':', '/', '-', '.']),
    index: random.chance(0.8) ? random.pick([0, 0, 0, 1, 2, 5, -1]) : undefined,
  };
}
