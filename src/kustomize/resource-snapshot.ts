import type { Node } from './node.ts';
import { Resource } from './resource.ts';

/** What a node takes in memory with its place, roughly; its text comes on top. */
const BYTES_PER_NODE = 150;

/** Objects that never change: a build takes copies of them, and changes those. */
export class ResourceSnapshot {
  readonly #resources: readonly Resource[];
  /** The nodes that stand in several places, which have to stay one node in copies. */
  readonly #shared: ReadonlySet<Node>;
  /** About how much memory it takes. */
  readonly bytes: number;

  constructor(resources: readonly Resource[]) {
    const { shared, bytes } = measure(resources);
    this.#shared = shared;
    this.bytes = bytes;
    // Copies of its own: whoever made the objects goes on to change them.
    const copy = copier(shared);
    this.#resources = resources.map(copy);
    this.#shared = shared.size === 0 ? shared : measure(this.#resources).shared;
  }

  /** The objects anew, as far from these as from any other copy. */
  copies(): Resource[] {
    return this.#resources.map(copier(this.#shared));
  }
}

function measure(resources: readonly Resource[]): { shared: Set<Node>; bytes: number } {
  const seen = new Set<Node>();
  const shared = new Set<Node>();
  let bytes = 0;
  const visit = (node: Node) => {
    if (seen.has(node)) {
      shared.add(node);
      return;
    }
    seen.add(node);
    bytes += BYTES_PER_NODE + node.text.length;
    node.content.forEach(visit);
  };
  for (const { node } of resources) visit(node);
  return { shared, bytes };
}

/** Copies objects one after the other; what they share, their copies share. */
function copier(shared: ReadonlySet<Node>): (resource: Resource) => Resource {
  const copies = new Copies(shared);
  return ({ node, notes, varNames }) => new Resource(copies.of(node), notes, varNames);
}

class Copies {
  readonly #shared: ReadonlySet<Node>;
  readonly #known = new Map<Node, Node>();

  constructor(shared: ReadonlySet<Node>) {
    this.#shared = shared;
  }

  of(node: Node): Node {
    const isShared = this.#shared.size > 0 && this.#shared.has(node);
    const known = isShared ? this.#known.get(node) : undefined;
    if (known !== undefined) return known;
    const { content } = node;
    const items = content.length === 0 ? content : new Array<Node>(content.length);
    for (let at = 0; at < content.length; at++) {
      const inside = content[at];
      if (inside !== undefined) items[at] = this.of(inside);
    }
    const copy = node.with(node.kind === 'scalar' || items !== content ? items : []);
    if (isShared) this.#known.set(node, copy);
    return copy;
  }
}
