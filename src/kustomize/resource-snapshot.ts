import { Node } from './node.ts';
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
  const copies = new Map<Node, Node>();
  const copyNode = (node: Node): Node => {
    if (shared.size === 0 || !shared.has(node)) return duplicate(node, copyNode);
    const known = copies.get(node) ?? duplicate(node, copyNode);
    copies.set(node, known);
    return known;
  };
  return ({ node, notes, varNames }) => new Resource(copyNode(node), notes, varNames);
}

function duplicate(node: Node, copyNode: (node: Node) => Node): Node {
  const { kind, tag, text, style, content, origin } = node;
  const items = kind === 'scalar' ? content : content.map(copyNode);
  return new Node(kind, tag, text, style, items, origin);
}
