import { describe, expectTypeOf, it } from 'vitest';
import type * as source from '../../../src/cli/kustomize-package.ts';
import type { BuildResult } from '../../../src/kustomize/build.ts';
import type { Problem } from '../../../src/model/errors.ts';
import type { Rendered } from '../../../src/model/manifest.ts';
import type { MemoryFile } from '../../../src/model/memory-tree.ts';
import type { FileTree } from '../../../src/model/ports/file-tree.ts';
import type { FileTreeErrorCode } from '../../../src/model/ports/file-tree-errors.ts';
import type { BuildOptions } from '../../../src/model/target.ts';
import type { TreeLimits } from '../../../src/model/walked-tree.ts';
import type { OpenedFolder } from '../../../src/source/folder-tree.ts';
import type * as declared from '../../../types/kustomize.d.ts';

// The type check is the test: the declarations are written by hand.
describe('the declarations of `tidewatch/kustomize`', () => {
  it('name what the source exports, and nothing else', () => {
    expectTypeOf<keyof typeof declared>().toEqualTypeOf<keyof typeof source>();
  });

  it('describe functions as the source has them', () => {
    expectTypeOf<typeof declared.build>().toEqualTypeOf<typeof source.build>();
    expectTypeOf<typeof declared.memoryTree>().toEqualTypeOf<typeof source.memoryTree>();
    expectTypeOf<typeof declared.openFolder>().toEqualTypeOf<typeof source.openFolder>();
    expectTypeOf<typeof declared.formatProblem>().toEqualTypeOf<typeof source.formatProblem>();
  });

  it('describe data as the source has it', () => {
    expectTypeOf<declared.BuildOptions>().toEqualTypeOf<BuildOptions>();
    expectTypeOf<declared.BuildResult>().toEqualTypeOf<BuildResult>();
    expectTypeOf<declared.FileTree>().toEqualTypeOf<FileTree>();
    expectTypeOf<declared.FileTreeErrorCode>().toEqualTypeOf<FileTreeErrorCode>();
    expectTypeOf<declared.MemoryFile>().toEqualTypeOf<MemoryFile>();
    expectTypeOf<declared.OpenedFolder>().toEqualTypeOf<OpenedFolder>();
    expectTypeOf<declared.Problem>().toEqualTypeOf<Problem>();
    expectTypeOf<declared.Rendered>().toEqualTypeOf<Rendered>();
    expectTypeOf<declared.TreeLimits>().toEqualTypeOf<TreeLimits>();
  });

  it('describe errors as the source has them', () => {
    type ErrorFields = 'code' | 'data' | 'message' | 'name';
    expectTypeOf<Pick<declared.InvalidInputError, ErrorFields | 'problems'>>().toEqualTypeOf<
      Pick<source.InvalidInputError, ErrorFields | 'problems'>
    >();
    expectTypeOf<Pick<declared.FileTreeError, ErrorFields>>().toEqualTypeOf<
      Pick<source.FileTreeError, ErrorFields>
    >();
    expectTypeOf<ConstructorParameters<typeof declared.InvalidInputError>>().toEqualTypeOf<
      ConstructorParameters<typeof source.InvalidInputError>
    >();
    expectTypeOf<ConstructorParameters<typeof declared.FileTreeError>>().toEqualTypeOf<
      ConstructorParameters<typeof source.FileTreeError>
    >();
  });
});
