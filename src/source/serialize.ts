/** Runs tasks one after the other, in the order they came; a failure does not stop the next. */
export type OneAtATime = <Value>(task: () => Promise<Value>) => Promise<Value>;

export function serialize(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task, task);
    last = run.catch(() => undefined);
    return run;
  };
}
