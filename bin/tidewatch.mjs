#!/usr/bin/env node
// The command line's entry: turns on Node's compile cache, then loads the bundle.
import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('../dist/main.js');
