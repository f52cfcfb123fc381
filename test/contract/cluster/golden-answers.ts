import { readFileSync, writeFileSync } from 'node:fs';
import type { JsonObject, JsonValue } from '../../../src/model/json.ts';

function fileOf(group: string): URL {
  return new URL(`golden/${group}.json`, import.meta.url);
}

/** What the real server answered to the cases of a group, by the case's name. */
export function readGolden(group: string): JsonObject {
  return JSON.parse(readFileSync(fileOf(group), 'utf8')) as JsonObject;
}

/** Writes one case a line, so that a change of one case is a change of one line. */
export function writeGolden(group: string, answers: Readonly<Record<string, JsonValue>>): void {
  const lines = Object.entries(answers).map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  writeFileSync(fileOf(group), `{\n${lines.join(',\n')}\n}\n`);
}
