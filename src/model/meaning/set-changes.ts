/** What was added, removed and changed among things with names, a line each. */
export function namedChanges<Thing>(
  noun: string,
  before: ReadonlyMap<string, Thing>,
  after: ReadonlyMap<string, Thing>,
  changed: (before: Thing, after: Thing) => string | undefined,
): readonly string[] {
  const lines: string[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === undefined) lines.push(`${noun} ${name} added`);
    else if (now === undefined) lines.push(`${noun} ${name} removed`);
    else {
      const what = changed(old, now);
      if (what !== undefined) lines.push(`${noun} ${name}: ${what}`);
    }
  }
  return lines;
}
