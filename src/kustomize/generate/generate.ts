import { formatBytes } from '../../model/bytes.ts';
import type { Origin } from '../../model/yaml/node.ts';
import { BuildError } from '../build-error.ts';
import type { Text } from '../decode/decoder.ts';
import type { ConfigMapGenerator, GeneratorOptions, SecretGenerator } from '../kustomization.ts';
import type { LoadedFile } from '../load/loaded.ts';
import { Node } from '../node.ts';
import { compareUtf8, Resource, toBehavior } from '../resource.ts';
import { collectPairs, type Pair } from './sources.ts';

/** More than anything Kubernetes takes; one file can be generated from many times. */
const MOST_BYTES = 32 * 1024 * 1024;

type Files = ReadonlyMap<string, LoadedFile>;

/** The ConfigMap that an entry of `configMapGenerator` describes. */
export function generateConfigMap(
  generator: ConfigMapGenerator,
  options: GeneratorOptions | undefined,
  files: Files,
): Resource {
  const node = baseNode('ConfigMap', generator);
  for (const pair of dataOf(generator, files)) {
    const text = decodeUtf8(pair.value);
    const field = text === undefined ? 'binaryData' : 'data';
    const value = Node.string(text ?? wrapBase64(pair.value), pair.source.node.origin);
    fieldOf(node, field).set(pair.key, value);
  }
  return finish(node, generator, options);
}

/** The Secret that an entry of `secretGenerator` describes. */
export function generateSecret(
  generator: SecretGenerator,
  options: GeneratorOptions | undefined,
  files: Files,
): Resource {
  const node = baseNode('Secret', generator);
  const type = generator.type?.text || 'Opaque';
  node.set('type', Node.string(type, generator.type?.node.origin ?? generator.origin));
  const data = fieldOf(node, 'data');
  for (const pair of dataOf(generator, files)) {
    data.set(pair.key, Node.string(wrapBase64(pair.value), pair.source.node.origin));
  }
  return finish(node, generator, options);
}

/** What the generator gathers, by key. */
function dataOf(generator: ConfigMapGenerator, files: Files): Pair[] {
  const pairs = collectPairs(generator, files);
  const bytes = pairs.reduce((sum, { value }) => sum + value.length, 0);
  if (bytes > MOST_BYTES) {
    throw new BuildError({
      code: 'GENERATOR_TOO_LARGE',
      origin: generator.origin,
      what: `the data is larger than ${formatBytes(MOST_BYTES)}`,
      advice: 'generate less; Kubernetes takes about 1 MiB per object',
    });
  }
  return pairs.sort((a, b) => compareUtf8(a.key, b.key));
}

function fieldOf(node: Node, field: string): Node {
  const found = node.get(field);
  if (found !== undefined) return found;
  const created = Node.mapping(node.origin);
  node.set(field, created);
  return created;
}

function baseNode(kind: string, generator: ConfigMapGenerator): Node {
  const { name, namespace, origin } = generator;
  if (name === undefined || name.text === '') {
    throw new BuildError({
      code: 'GENERATOR_WITHOUT_NAME',
      origin,
      what: `a generator of a ${kind} has no name`,
      advice: 'give it one',
    });
  }
  const node = Node.mapping(origin);
  node.set('apiVersion', Node.scalar('v1', origin, '!!str'));
  node.set('kind', Node.scalar(kind, origin, '!!str'));
  const metadata = Node.mapping(origin);
  node.set('metadata', metadata);
  metadata.set('name', Node.string(name.text, name.node.origin));
  if (namespace !== undefined && namespace.text !== '') {
    metadata.set('namespace', Node.string(namespace.text, namespace.node.origin));
  }
  return node;
}

/** Base64 in lines of 70 characters, as kustomize wraps values that need more than one. */
function wrapBase64(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64');
  if (text.length < 70) return text;
  return text.replace(/.{1,70}/g, '$&\n');
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function finish(
  node: Node,
  generator: ConfigMapGenerator,
  options: GeneratorOptions | undefined,
): Resource {
  const merged = mergeOptions(generator.options, options, generator.origin);
  const resource = new Resource(node);
  setTexts(node, 'labels', merged.labels);
  setTexts(node, 'annotations', merged.annotations);
  if (merged.immutable) node.set('immutable', Node.scalar('true', merged.origin, '!!bool'));
  resource.note({
    needsHash: !merged.disableNameSuffixHash,
    behavior: toBehavior(generator.behavior?.text),
  });
  return resource;
}

function setTexts(node: Node, field: string, texts: ReadonlyMap<string, Text>): void {
  if (texts.size === 0) return;
  const metadata = fieldOf(node, 'metadata');
  const map = fieldOf(metadata, field);
  for (const name of [...texts.keys()].sort(compareUtf8)) {
    const text = texts.get(name);
    if (text !== undefined) map.set(name, Node.string(text.text, text.node.origin));
  }
}

interface MergedOptions {
  readonly labels: ReadonlyMap<string, Text>;
  readonly annotations: ReadonlyMap<string, Text>;
  readonly disableNameSuffixHash: boolean;
  readonly immutable: boolean;
  readonly origin: Origin | undefined;
}

/** A generator's own labels and annotations win; its flags and the general ones add up. */
function mergeOptions(
  own: GeneratorOptions | undefined,
  general: GeneratorOptions | undefined,
  origin: Origin | undefined,
): MergedOptions {
  return {
    labels: new Map([...(general?.labels ?? []), ...(own?.labels ?? [])]),
    annotations: new Map([...(general?.annotations ?? []), ...(own?.annotations ?? [])]),
    disableNameSuffixHash:
      own?.disableNameSuffixHash === true || general?.disableNameSuffixHash === true,
    immutable: own?.immutable === true || general?.immutable === true,
    origin: own?.origin ?? general?.origin ?? origin,
  };
}
