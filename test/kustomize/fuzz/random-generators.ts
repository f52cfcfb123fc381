import { type Fields, LABELS, NAMES, NAMESPACES, text } from './random-objects.ts';
import { texts } from './random-patches.ts';
import type { Scene } from './scene.ts';

const ENV_FILES = [
  '# comment\nA=1\n  B = two \nC\n\nD="quoted"\n',
  '\ufeffA=1\r\nB=x=y\r\n',
  'E=ünïcödé ☃\nF=a#b\nG=\n',
  'H=1',
  '',
];

/** An entry of `configMapGenerator` or `secretGenerator`. */
export function generator(scene: Scene, folder: string, isSecret: boolean): Fields {
  const { random } = scene;
  const known = isSecret ? scene.secrets : scene.configMaps;
  const changes = known.length > 0 && random.chance(0.3);
  const fresh = `made-${Object.keys(scene.files).length}`;
  const name = changes
    ? random.pick(known)
    : random.chance(0.1)
      ? random.pick(['made', ...NAMES])
      : `${fresh}${known.length}`;
  known.push(name);
  const fields: Fields = {
    name,
    namespace: scene.maybe(0.05, () => random.pick(NAMESPACES)),
    behavior: changes
      ? random.pick(['merge', 'merge', 'merge', 'replace', 'replace', 'create'])
      : scene.maybe(0.03, () => random.pick(['merge', 'create'])),
    ...sources(scene, folder),
    type: scene.maybe(isSecret ? 0.4 : 0, () => random.pick(['Opaque', 'kubernetes.io/tls'])),
    options: scene.maybe(0.25, () => options(scene)),
  };
  return fields;
}

function sources(scene: Scene, folder: string): Fields {
  const { random } = scene;
  const literals = scene.maybe(0.8, () =>
    random.times(1 + random.below(2), (index) => literal(scene, `key${index}`)),
  );
  const files = scene.maybe(0.25, () => {
    const lines = random.times(random.below(4), () => text(random));
    const end = random.chance(0.5) ? '\n' : '';
    scene.write(folder, 'file.txt', lines.join('\n') + end);
    scene.write(folder, 'long.txt', `${'long '.repeat(random.below(60))}${end}`);
    return random.some(['file.txt', 'named=file.txt', 'long.txt', 'dotted.key=long.txt'], 2);
  });
  const envs = scene.maybe(0.2, () => [scene.write(folder, 'vars.env', random.pick(ENV_FILES))]);
  return { literals, files, envs };
}

function literal({ random }: Scene, key: string): string {
  const value = text(random);
  return `${key}=${random.pick([value, value, `"${value}"`, `'${value}'`, `"${value}`])}`;
}

/** `generatorOptions`, and the `options` of one generator. */
export function options({ random }: Scene): Fields {
  return {
    disableNameSuffixHash: random.chance(0.4) ? random.chance(0.8) : undefined,
    immutable: random.chance(0.2) ? true : undefined,
    labels: random.chance(0.3) ? texts(random, LABELS) : undefined,
    annotations: random.chance(0.3) ? texts(random, ['note', 'z']) : undefined,
  };
}
