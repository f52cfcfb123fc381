import type { KnownDrift } from '../../drift/drift.ts';
import type { LineOrigin, Snapshot } from '../../model/ports/source.ts';
import type { Position } from '../../model/position.ts';
import { type DriftRecord, driftRecordOf } from '../../report/drift-record.ts';

/** Lines that are looked up at once: each may be a walk through the history. */
const mostLines = 20;

/** Drift in words, with who wrote the lines of Git that it differs from, where that can be told. */
export async function recordDrift(
  drifts: readonly KnownDrift[],
  lineOrigin: Snapshot['lineOrigin'] | undefined,
): Promise<readonly DriftRecord[]> {
  const origins = new Map<string, LineOrigin>();
  const positions = drifts
    .flatMap(({ position, fields }) => [position, ...fields.map((field) => field.position)])
    .filter((position) => position !== undefined);
  for (const position of positions) {
    if (lineOrigin === undefined || origins.size >= mostLines || origins.has(keyOf(position))) {
      continue;
    }
    const origin = await lineOrigin(position.file, position.line).catch(() => undefined);
    if (origin !== undefined) origins.set(keyOf(position), origin);
  }
  return drifts.map((drift) => driftRecordOf(drift, (position) => origins.get(keyOf(position))));
}

function keyOf({ file, line }: Position): string {
  return `${file}:${line}`;
}
