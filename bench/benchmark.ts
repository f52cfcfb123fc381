import type { ControlPlane } from '../test/support/control-plane-types.ts';
import type { Measurement } from './measurement.ts';

/** What benchmarks share in one run. */
export interface BenchContext {
  /** A real API server, started when the first benchmark asks for it. */
  controlPlane(): Promise<ControlPlane>;
  /** An empty folder, removed at the end of the run. */
  folder(): Promise<string>;
  /** Keeps a picture, where the run was asked for pictures. */
  picture(name: string, svg: string): Promise<void>;
  /** What is being done, for whoever waits. */
  progress(line: string): void;
}

export interface Benchmark {
  /** What it is called on the command line. */
  readonly name: string;
  /** The heading of its figures. */
  readonly title: string;
  run(context: BenchContext): Promise<readonly Measurement[]>;
}
