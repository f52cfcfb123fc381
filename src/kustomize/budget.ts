import type { Origin } from '../model/yaml/node.ts';
import { BuildError } from './build-error.ts';
import type { BuildLimits } from './limits.ts';
import type { Node } from './node.ts';

/** One node, or this many characters of text: both take about the same memory. */
const CHARACTERS = 32;

/** How many steps pass between two looks at the clock. */
const STEPS_PER_LOOK = 20;

/** How deep values nest: twice as deep as files may. */
const DEEPEST = 1_000;

/** What a part of a build has taken of its budget. */
export interface Spent {
  readonly steps: number;
  readonly nodes: number;
}

/**
 * What a build may still do. Small files can ask for much: kustomizations
 * that use each other twice at every level, patches that copy an object into
 * itself. Every method throws `BuildError` when a limit is passed.
 */
export class Budget {
  /** The kustomization that is built, which is what takes too much. */
  place: Origin | undefined;
  readonly #limits: BuildLimits;
  readonly #now: () => number;
  readonly #end: number;
  #steps = 0;
  #nodes = 0;
  #nextLook = STEPS_PER_LOOK;

  /** `now` gives milliseconds of a clock that never goes back. */
  constructor(limits: BuildLimits, now: () => number, place?: Origin) {
    this.place = place;
    this.#limits = limits;
    this.#now = now;
    this.#end = now() + limits.seconds * 1_000;
  }

  /** So far. */
  get spent(): Spent {
    return { steps: this.#steps, nodes: this.#nodes };
  }

  /** For work that was done before, at the price it had then. */
  spend({ steps, nodes }: Spent): void {
    this.spendSteps(steps);
    this.#spendNodes(nodes);
  }

  /** Work: a step is about what one transformer does to one object. */
  spendSteps(count: number): void {
    this.#steps += count;
    const { steps, seconds } = this.#limits;
    if (this.#steps > steps) throw this.#tooMuch(`takes more than ${steps} steps`);
    if (this.#steps < this.#nextLook) return;
    this.#nextLook = this.#steps + STEPS_PER_LOOK;
    if (this.#now() > this.#end) throw this.#tooMuch(`takes more than ${seconds} s`);
  }

  /** Memory: a value with everything in it, which is to be copied, or is part of the result. */
  spendContent(node: Node): void {
    this.#spendNodes(sizeOf(node, 0));
  }

  /** Memory: characters of a text that is made. */
  spendText(length: number): void {
    this.#spendNodes(Math.ceil(length / CHARACTERS));
  }

  #spendNodes(count: number): void {
    this.#nodes += count;
    const { nodes } = this.#limits;
    if (this.#nodes > nodes) throw this.#tooMuch(`makes more than ${nodes} values`);
  }

  #tooMuch(what: string): BuildError {
    return new BuildError({
      code: 'BUILD_TOO_LARGE',
      origin: this.place,
      what: `the build ${what}`,
      advice: 'divide it into smaller kustomizations, or look for entries that multiply each other',
    });
  }
}

function sizeOf(node: Node, depth: number): number {
  const { text, content } = node;
  if (depth > DEEPEST) {
    throw new BuildError({
      code: 'BUILD_TOO_DEEP',
      origin: node.origin,
      what: `values nest more than ${DEEPEST} levels deep`,
      advice: 'nest less deeply',
    });
  }
  let size = sizeOfText(text);
  for (let at = 0; at < content.length; at++) {
    const inside = content[at];
    if (inside !== undefined) size += sizeOf(inside, depth + 1);
  }
  return size;
}

/** What a node of that text takes, without what is inside it. */
export function sizeOfText(text: string): number {
  return 1 + Math.floor(text.length / CHARACTERS);
}
