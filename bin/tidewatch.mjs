#!/usr/bin/env node
// The command line's entry: turns on Node's compile cache, then loads the bundle.
process.getBuiltinModule('node:module').enableCompileCache();
await import('../dist/main.js');
