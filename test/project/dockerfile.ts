import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser, type Instruction, type ModifiableInstruction } from 'dockerfile-ast';
import { root } from './manifest-goldens.ts';

/** One instruction of a stage, with the variables of the file filled in. */
export interface Step {
  /** In upper case: `RUN`. */
  readonly keyword: string;
  /** `--from=build` is `from: build`. */
  readonly flags: Readonly<Record<string, string>>;
  readonly arguments: readonly string[];
  /** Everything after the keyword and the flags. */
  readonly text: string;
}

export interface Stage {
  readonly image: string;
  /** After `AS`; empty for none. */
  readonly name: string;
  readonly steps: readonly Step[];
}

/** The stages of this project's Dockerfile, in order. */
export function readDockerfile(): readonly Stage[] {
  const dockerfile = DockerfileParser.parse(readFileSync(join(root, 'Dockerfile'), 'utf8'));
  const stages: { image: string; name: string; steps: Step[] }[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    const step = toStep(instruction);
    if (step.keyword === 'FROM') {
      const [image = '', , name = ''] = step.arguments;
      stages.push({ image, name, steps: [] });
    } else {
      stages.at(-1)?.steps.push(step);
    }
  }
  return stages;
}

function toStep(instruction: Instruction): Step {
  const flags = 'getFlags' in instruction ? (instruction as ModifiableInstruction).getFlags() : [];
  return {
    keyword: instruction.getKeyword(),
    flags: Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    arguments: instruction.getExpandedArguments().map((argument) => argument.getValue()),
    text: instruction.getArgumentsContent() ?? '',
  };
}

/** The words of an instruction in exec form; `undefined` for one that a shell would run. */
export function execForm(text: string): readonly string[] | undefined {
  const form = text.replace(/^CMD\s+/, '');
  if (!form.startsWith('[')) return undefined;
  const words: unknown = JSON.parse(form);
  return Array.isArray(words) && words.every((word) => typeof word === 'string')
    ? words
    : undefined;
}
