import { styleText } from 'node:util';
import { formatProblem } from '../../model/errors.ts';
import { formatObjectId } from '../../model/object-id.ts';
import { countChanges, type TargetReport } from '../../report/target-report.ts';
import type { Io } from '../io.ts';
import { DemoError } from './demo-error.ts';
import { lineDiff } from './line-diff.ts';
import type { Commit } from './scratch-repository.ts';

type Style = Parameters<typeof styleText>[0];

const marks: Readonly<Record<string, string>> = {
  created: '+',
  configured: '~',
  deleted: '-',
  failed: '!',
};
const styles: Readonly<Record<string, Style>> = { '+': 'green', '-': 'red', '~': 'yellow' };

/** Tells on standard output what happens; the same lines with and without a terminal. */
export interface Narrator {
  title(text: string): void;
  say(text: string): void;
  /** Lines of a diff: the first character says how each differs. */
  diff(lines: readonly string[]): void;
  commit(commit: Commit): void;
  /** How an attempt of the agent ended, and every object that it changed. */
  report(report: TargetReport): void;
  /** Says that something holds. Throws `DemoError` where it does not, with what there is instead. */
  check(what: string, holds: boolean, found: () => string): void;
}

export function createNarrator(io: Io): Narrator {
  // As no-color.org has it: set, and not empty.
  const colour = io.outputIsTerminal === true && !io.env.NO_COLOR;
  const styled = (style: Style, text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const print = (text: string): void => io.stdout(`${text}\n`);
  const say = (text: string): void => print(`   ${text.replaceAll('\n', '\n   ')}`);

  function diff(lines: readonly string[]): void {
    for (const line of lines) {
      const style = styles[line.slice(0, 1)];
      print(`     ${style === undefined ? line : styled(style, line)}`);
    }
  }

  return {
    title: (text) => print(`\n${styled('bold', text)}\n`),
    say,
    diff,
    commit({ id, message, changes }) {
      say(`commit ${id.slice(0, 8)}  ${message}`);
      for (const { path, before, after } of changes) {
        print(`     ${styled('bold', path)}`);
        diff(lineDiff(before, after, 1));
      }
    },
    report(report) {
      const seconds = ((report.finishedAt - report.startedAt) / 1000).toFixed(1);
      say(
        `agent: ${report.phase}: ${report.message}; ${countChanges(report.changes)}, ${seconds} s`,
      );
      for (const problem of report.problems) say(`  ${formatProblem(problem)}`);
      diff(
        report.changes.flatMap(({ id, action }) => {
          const mark = marks[action];
          return mark === undefined ? [] : `${mark} ${formatObjectId(id)}`;
        }),
      );
    },
    check(what, holds, found) {
      if (!holds) throw new DemoError(`expected: ${what}; found: ${found()}`);
      print(`   ${styled('green', 'ok')}  ${what}`);
    },
  };
}
