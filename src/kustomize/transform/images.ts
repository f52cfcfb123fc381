import type { Origin } from '../../model/yaml/node.ts';
import { BuildError } from '../build-error.ts';
import {
  changeField,
  type FieldSpec,
  mayChangeIds,
  requireKind,
  selectSpecs,
  setEntry,
} from '../field-spec.ts';
import type { Image } from '../kustomization.ts';
import { Node } from '../node.ts';
import type { ResourceList } from '../resource-list.ts';
import { compileExpression, type Matches } from '../select/regular-expression.ts';

/** Replaces names, tags and digests of images. */
export function setImages(list: ResourceList, image: Image, specs: readonly FieldSpec[]): void {
  const changed = changedTexts(image, imagePattern(image));
  const origin = originOf(image);
  const change = {
    set(node: Node) {
      requireKind(node, 'scalar');
      const text = changed(node.text);
      if (text !== undefined) setEntry(node, '', Node.scalar(text, origin));
    },
  };
  const specsFor = selectSpecs(specs);
  for (const { node, id } of list.items) {
    if (id.kind === 'CustomResourceDefinition') continue;
    visitContainers(node, change.set);
    for (const spec of specsFor(id)) changeField(node, spec, change);
  }
  if (mayChangeIds(specs)) list.updateAll();
}

/** The name is a regular expression; kustomize does not escape it. */
function imagePattern(image: Image): Matches {
  const name = image.name?.text ?? '';
  const expression = `^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`;
  try {
    // Only with operators an expression can take long; a name has none but dots.
    if (!/^[\w.:/-]*$/.test(name)) return compileExpression(expression);
    const pattern = new RegExp(expression);
    return (text) => pattern.test(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new BuildError({
      code: 'BAD_IMAGE_NAME',
      origin: image.name?.node.origin ?? image.origin,
      what: `"${name}" is no image name: ${cause.message}`,
      advice: 'correct it; it is read as a regular expression',
    });
  }
}

const CONTAINERS: ReadonlySet<string> = new Set(['containers', 'initContainers']);

/** Images of every list named containers or initContainers, at any depth. */
function visitContainers(node: Node, set: (image: Node) => void): void {
  if (node.kind === 'sequence') {
    for (const item of node.content) visitContainers(item, set);
    return;
  }
  if (node.kind !== 'mapping') return;
  const { content } = node;
  for (let at = 1; at < content.length; at += 2) {
    const value = content[at];
    // Scalars have nothing inside; most nodes are scalars.
    if (value === undefined || value.kind === 'scalar') continue;
    visitContainers(value, set);
    if (value.kind === 'sequence' && CONTAINERS.has(content[at - 1]?.text ?? '')) {
      setContainerImages(value, set);
    }
  }
}

function setContainerImages(containers: Node, set: (image: Node) => void): void {
  for (const container of containers.content) {
    requireKind(container, 'mapping');
    const image = container.get('image');
    if (image !== undefined) set(image);
  }
}

/** What images are changed to; `undefined` for those that do not match. Most objects share images. */
function changedTexts(image: Image, matches: Matches): (text: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (text) => {
    if (known.has(text)) return known.get(text);
    const changed = matches(text) ? changeText(text, image) : undefined;
    known.set(text, changed);
    return changed;
  };
}

function changeText(text: string, image: Image): string {
  const { name, tag, digest } = changeImage(splitImage(text), image);
  return name + (tag === '' ? '' : `:${tag}`) + (digest === '' ? '' : `@${digest}`);
}

function originOf(image: Image): Origin | undefined {
  return (image.newTag ?? image.digest ?? image.newName ?? image.name)?.node.origin ?? image.origin;
}

interface ImageParts {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

function changeImage(parts: ImageParts, image: Image): ImageParts {
  const name = image.newName?.text || parts.name;
  const newTag = image.newTag?.text ?? '';
  const newDigest = image.digest?.text ?? '';
  const tagSuffix = image.tagSuffix?.text ?? '';
  // A new tag or digest replaces both.
  if (newTag !== '' || newDigest !== '') return { name, tag: newTag, digest: newDigest };
  if (tagSuffix !== '') return { name, tag: parts.tag + tagSuffix, digest: '' };
  return { ...parts, name };
}

/** `host:port/name:tag@digest` in its parts. */
function splitImage(image: string): ImageParts {
  const slash = Math.max(image.indexOf('/'), 0);
  const at = image.indexOf('@', slash);
  const colon = image.indexOf(':', slash);
  if (at < 0 && colon < 0) return { name: image, tag: '', digest: '' };
  if (at >= 0 && (at < colon || colon < 0)) {
    return { name: image.slice(0, at), tag: '', digest: image.slice(at + 1) };
  }
  const end = at < 0 ? image.length : at;
  return {
    name: image.slice(0, colon),
    tag: image.slice(colon + 1, end),
    digest: at < 0 ? '' : image.slice(at + 1),
  };
}
