import { keepWatching, type WatchingContext, type WatchListener } from './keep-watching.ts';
import { type WatchedKind, type WatchPlan, watchPlanKey, watchPlansOf } from './watched-kind.ts';

/** One member's part in the watches of an agent. */
export interface WatchMembership {
  /** Replaces what the member asked for before; everything new is listed to it first. */
  watch(kinds: readonly WatchedKind[]): void;
  leave(): void;
}

/** The watches of an agent: who asks for the same shares one. Objects are passed on, never kept. */
export interface WatchHub {
  join(listener: WatchListener): WatchMembership;
  /** How many watches there are. */
  size(): number;
}

interface Stream {
  readonly plan: WatchPlan;
  readonly members: Set<WatchListener>;
  ending: AbortController;
}

/** Watches until `stop` aborts. */
export function createWatchHub(context: WatchingContext, stop: AbortSignal): WatchHub {
  const streams = new Map<string, Stream>();

  function run(stream: Stream): void {
    stream.ending.abort();
    stream.ending = new AbortController();
    const signal = AbortSignal.any([stop, stream.ending.signal]);
    void keepWatching(stream.plan, toMembers(stream.members), context, signal);
  }

  /** A stream that others listen to begins anew: whoever joins must hear all there is. */
  function enter(key: string, plan: WatchPlan, listener: WatchListener): void {
    const stream = streams.get(key) ?? {
      plan,
      members: new Set<WatchListener>(),
      ending: new AbortController(),
    };
    streams.set(key, stream);
    stream.members.add(listener);
    run(stream);
  }

  function exit(key: string, listener: WatchListener): void {
    const stream = streams.get(key);
    stream?.members.delete(listener);
    if (stream === undefined || stream.members.size > 0) return;
    stream.ending.abort();
    streams.delete(key);
  }

  return {
    size: () => streams.size,
    join(listener) {
      let joined = new Set<string>();
      const watch = (kinds: readonly WatchedKind[]) => {
        const plans = new Map(
          kinds.flatMap(watchPlansOf).map((plan) => [watchPlanKey(plan), plan]),
        );
        const before = joined;
        joined = new Set(plans.keys());
        // What is new starts before what is old ends: a changed set of namespaces leaves no gap.
        for (const [key, plan] of plans) if (!before.has(key)) enter(key, plan, listener);
        for (const key of before) if (!plans.has(key)) exit(key, listener);
      };
      return { watch, leave: () => watch([]) };
    },
  };
}

function toMembers(members: ReadonlySet<WatchListener>): WatchListener {
  return {
    listed(place, objects) {
      for (const member of members) member.listed(place, objects);
    },
    changed(type, object) {
      for (const member of members) member.changed(type, object);
    },
    failed(place, error) {
      for (const member of members) member.failed?.(place, error);
    },
  };
}
