import type { Command } from 'commander';

/** Refuses options that mean nothing without another one. */
export function requireWith(command: Command, needed: string, names: readonly string[]): void {
  const values = command.opts();
  if (values[needed] !== undefined && values[needed] !== false) return;
  const flagsOf = (name: string) =>
    command.options.find((option) => option.attributeName() === name)?.flags;
  for (const name of names.filter((one) => values[one] !== undefined)) {
    command.error(
      `error: option '${flagsOf(name)}' means nothing without option '${flagsOf(needed)}'`,
    );
  }
}
