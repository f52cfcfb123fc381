/**
 * Runs every side once a round, in an order that turns from round to round: no
 * side always goes first, and all see the same machine. Gives the samples of
 * each side, round by round.
 */
export async function alternate<Side extends string>(
  sides: Readonly<Record<Side, (round: number) => Promise<number>>>,
  rounds: number,
): Promise<Record<Side, number[]>> {
  const names = Object.keys(sides) as Side[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Side,
    number[]
  >;
  for (let round = 0; round < rounds; round++) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      samples[name].push(await sides[name](round));
    }
  }
  return samples;
}

/** How long something took, in milliseconds. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
