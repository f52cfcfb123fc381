import { Random } from './random.ts';
import { type Fields, NAMES } from './random-objects.ts';
import { type Value, writeYaml } from './write-yaml.ts';

/** What one random build consists of so far. */
export class Scene {
  readonly random: Random;
  readonly files: Record<string, string> = {};
  /** Objects of all folders, for patches and replacements that hit. */
  readonly objects: Fields[] = [];
  /** Names of what was generated, for generators that merge. */
  readonly configMaps: string[] = [];
  readonly secrets: string[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** Writes a file of the folder and gives its name. */
  write(folder: string, name: string, text: string): string {
    this.files[`${folder}/${name}`] = text;
    return name;
  }

  yaml(value: Value): string {
    return writeYaml(value, this.random);
  }

  /** A name no file has. */
  newFile(prefix: string, extension = 'yaml'): string {
    return `${prefix}${Object.keys(this.files).length}.${extension}`;
  }

  /** A value some of the time. */
  maybe<T>(probability: number, make: () => T): T | undefined {
    return this.random.chance(probability) ? make() : undefined;
  }

  /** Some object that was written before, or nothing much. */
  anObject(): Fields {
    return this.objects.length > 0 ? this.random.pick(this.objects) : { kind: 'Deployment' };
  }

  anObjectOf(...kinds: readonly string[]): Fields | undefined {
    const found = this.objects.filter(({ kind }) => kinds.includes(String(kind)));
    return found.length > 0 ? this.random.pick(found) : undefined;
  }

  nameOfSome(...kinds: readonly string[]): string {
    return nameOf(this.anObjectOf(...kinds)) ?? this.random.pick(NAMES);
  }
}

export function nameOf(object: Fields | undefined): string | undefined {
  const metadata = object?.metadata as Fields | undefined;
  return typeof metadata?.name === 'string' ? metadata.name : undefined;
}

export function namespaceOf(object: Fields | undefined): string | undefined {
  const metadata = object?.metadata as Fields | undefined;
  return typeof metadata?.namespace === 'string' ? metadata.namespace : undefined;
}
