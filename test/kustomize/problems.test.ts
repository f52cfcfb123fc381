import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildWithin } from '../../src/kustomize/build.ts';
import { DEFAULT_BUILD_LIMITS } from '../../src/kustomize/limits.ts';
import { formatProblem, InvalidInputError, type Problem } from '../../src/model/errors.ts';
import { memoryTree } from '../../src/model/memory-tree.ts';
import type { FileTree } from '../../src/model/ports/file-tree.ts';
import { FileTreeError } from '../../src/model/ports/file-tree-errors.ts';
import { type BadBuild, badBuilds, doubtfulBuilds } from './bad-builds.ts';

const messages: Readonly<Record<string, string>> = {
  ALIAS_LIMIT:
    'a.yaml:3:8: the aliases of this document stand for more than 100000 nodes; write the values out, or split the document',
  BAD_API_VERSION:
    'kustomization.yaml:2:13: a Kustomization cannot have apiVersion v1; make it kustomize.config.k8s.io/v1beta1',
  BAD_DOCUMENT_SEPARATOR:
    'a.yaml:5:4: there is text on the line of a document separator; put the document on the lines after "---"',
  BAD_FIELD_PATH:
    'kustomization.yaml:6:18: the path "data.none" does not fit: the object has no such field; set options.create; correct the path',
  BAD_FILE_SOURCE:
    'kustomization.yaml:4:11: "a=b=c" names no file; write path or key=path, without another "="',
  BAD_IMAGE_NAME:
    'kustomization.yaml:3:9: "a[" is no image name: unexpected ): `^a[(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`; correct it; it is read as a regular expression',
  BAD_JSON_PATCH:
    'kustomization.yaml:5:12: there is no operation "increase"; write add, remove, replace, move, copy or test',
  BAD_KIND:
    'kustomization.yaml:2:7: a kustomization file cannot have kind Deployment; make it Kustomization or Component',
  BAD_LABEL_SELECTOR:
    'kustomization.yaml:3:27: "a in" is no label selector; write requirements such as "app=web,tier in (a, b),!legacy"',
  BAD_LIST: 'a.yaml:2:8: the items are no list; make them a list',
  BAD_LITERAL: 'kustomization.yaml:4:14: "no-equals-sign" is no literal; write key=value',
  BAD_MERGE:
    'a.yaml:6:3: the merge key "<<" is given something that is not a mapping; give it a mapping or a list of mappings',
  BAD_OPENAPI:
    'kustomization.yaml:2:20: there is no built-in OpenAPI version "v9"; write v1.21.2, or remove it',
  BAD_PATCH: 'kustomization.yaml:3:3: a patch has neither patch nor path; add one',
  BAD_REFERENCE:
    'a.yaml:7:3: rbac.authorization.k8s.io/v1 RoleBinding/a: the namespace of a service account is blank; write the namespace, or remove the field',
  BAD_REGULAR_EXPRESSION:
    'kustomization.yaml:3:18: "a(" is no regular expression: missing closing ): `^(?:a()$`; correct it; the syntax is that of Go',
  BAD_REPLACEMENT:
    'kustomization.yaml:3:3: a replacement needs a source and targets; add what is missing',
  BAD_SORT_OPTIONS:
    'kustomization.yaml:3:10: there is no sort order "random"; write legacy or fifo',
  BAD_TAG: 'a.yaml:5:17: "text" is not a !!int; remove the tag or correct the value',
  BAD_VALUE_ADD: 'p.yaml:1:1: there are no targets; add one',
  BAD_VAR: 'kustomization.yaml:3:9: the var A reads from no object; correct its objref',
  BUILD_TOO_DEEP: 'a.yaml:5:404: values nest more than 1000 levels deep; nest less deeply',
  BUILD_TOO_LARGE:
    'kustomization.yaml:1:1: the build takes more than 150 steps; divide it into smaller kustomizations, or look for entries that multiply each other',
  COMPLEX_KEY:
    'a.yaml:6:3: a key is a sequence or a mapping; use text as the key; in templates, quote {{ … }}',
  COMPONENT_AS_RESOURCE: 'kustomization.yaml:1:13: "c" is a Component; list it under components',
  CONFLICTING_FIELD_SPECS:
    'c.yaml:2:9: two field specs for metadata/name differ in whether they create it; give both the same create',
  CYCLE:
    'b/kustomization.yaml:1:13: a kustomization cannot use itself or a folder it lies in: a => b => a; remove this entry, or move what is shared to a folder beside',
  DUPLICATE_KEY: 'a.yaml:6:1: the key "data" is already set at a.yaml:5:1; remove one of the two',
  DUPLICATE_OBJECT:
    'a.yaml:6:1: v1 ConfigMap/a is already defined at a.yaml:1:1; remove or rename one of the two',
  EMPTY_KUSTOMIZATION:
    'kustomization.yaml:1:1: the kustomization names nothing to build; list files under resources',
  EMPTY_NAME: 'a.yaml:6:9: a name in metadata.annotations is empty; name it or remove it',
  ENV_LINE_TOO_LONG:
    'kustomization.yaml:4:10: line 2 of "v.env" is longer than 65535 bytes, where kustomize silently stops reading; use files for long values',
  FIELD_TYPE: 'a.yaml:4:11: the subjects are no list; make them a list',
  FILE_UNREADABLE:
    'kustomization.yaml:1:13: "a.yaml" cannot be read: the repository cannot give it; check the repository',
  FILE_NOT_FOUND:
    'kustomization.yaml:2:14: "none" does not exist; correct the path, or add the file',
  FILE_TOO_LARGE:
    'kustomization.yaml:1:13: "a.yaml" cannot be read: with it, the files of the build are larger than 40 bytes together; split it into smaller files',
  FOREIGN_PLUGIN:
    'p.yaml:1:1: the plugin Exec would run foreign code; use the built-in plugins (apiVersion: builtin), or commit what it prints',
  GENERATOR_CONFLICT:
    'kustomization.yaml:3:3: there is no v1 ConfigMap/b to merge; correct its name or namespace, or remove the behavior',
  GENERATOR_TOO_LARGE:
    'kustomization.yaml:3:3: the data is larger than 32 MiB; generate less; Kubernetes takes about 1 MiB per object',
  GENERATOR_WITHOUT_NAME:
    'kustomization.yaml:3:3: a generator of a Secret has no name; give it one',
  IGNORED_FIELD:
    'p.yaml:4:6: kustomize ignores env in the configuration of a generator; write envs, a list',
  INVALID_YAML: 'a.yaml:2:4: bad indentation of a mapping entry; correct the YAML here',
  KEY_NOT_TEXT: 'a.yaml:5:8: the key 1 is not text; quote it: "1"',
  LFS_POINTER:
    'kustomization.yaml:1:13: "a.yaml" cannot be read: its content is in Git LFS; commit the file itself',
  LIST_TOO_LONG:
    'a.yaml:9:7: a list of more than 10000 elements cannot be merged; shorten it, or replace it by a JSON patch',
  LOST_DOCUMENT:
    'a.yaml:6:1: the end mark "..." of a document is followed by another one; divide documents by a line "---"',
  NAMESPACE_CONFLICT:
    'kustomization.yaml:2:12: in this namespace 2 objects become v1 ConfigMap/three/a: a.yaml:1:1 and a.yaml:7:1; rename one of them',
  NOT_AN_OBJECT: 'a.yaml:1:1: the ConfigMap has no metadata.name; set metadata.name',
  NOT_A_COMPONENT: 'kustomization.yaml:1:14: "c" is no Component; list it under resources',
  NOT_A_DIRECTORY:
    'kustomization.yaml:2:14: "a.yaml" cannot be read: it is not a directory; name a directory',
  NOT_A_FILE: 'kustomization.yaml:4:11: "sub" cannot be read: it is a directory; name a file',
  NOT_JSON: 'a.yaml:5:11: .inf is not a number that JSON has; quote it: ".inf"',
  NOT_UTF8: 'a.yaml:1:4: the file is not UTF-8 text here; save it as UTF-8, or remove the bytes',
  NO_FIELD_SPECS:
    'p.yaml:1:1: a prefix needs to know its fields; add fieldSpecs, such as [{path: metadata/name}]',
  NO_KUSTOMIZATION:
    'kustomization.yaml:1:13: the folder "sub" has no kustomization file; add one of kustomization.yaml, kustomization.yml, Kustomization',
  OUTSIDE_ROOT: `k/kustomization.yaml:1:13: the file "../a.yaml" is outside the kustomization's own folder "k"; move it there, or give its folder a kustomization file and name the folder under resources`,
  PATCH_AMBIGUOUS:
    'kustomization.yaml:4:5: 2 objects have or had the id of this patch, v1 ConfigMap/a: v1 ConfigMap/b-a, v1 ConfigMap/c-a; give the patch a target that selects one of them',
  PATCH_PATH:
    'kustomization.yaml:5:26: the path "/data/none" does not lead to anything; add its parents first, or correct it',
  PATCH_TEST:
    'kustomization.yaml:5:24: the value at "/kind" is not the one that is tested for; correct the patch or what it patches',
  PATCH_TYPE:
    'p.yaml:5:7: the patch has a scalar where the object has a mapping at a.yaml:6:3; write a mapping, or replace the field by a JSON patch',
  PATCH_WITHOUT_TARGET:
    'kustomization.yaml:4:5: no object has the id of this patch, v1 ConfigMap/aa; did you mean v1 ConfigMap/a?',
  PATH_OUTSIDE_TREE:
    'kustomization.yaml:1:13: "a.yaml" cannot be read: the symbolic link a.yaml -> ../../etc/passwd leads out of the repository; name a file of the repository',
  PATH_TOO_DEEP:
    'kustomization.yaml:1:13: "a/b.yaml" cannot be read: its path is too deep; move it up',
  RECURSIVE_ALIAS: 'a.yaml:6:6: the anchor "&a" contains an alias of itself; remove the alias',
  REMOTE_RESOURCE:
    'kustomization.yaml:1:13: "https://github.com/org/repo//base?ref=v1" cannot be used: it is on another host, which is never asked; copy what it gives into this repository',
  REPEATED_KEY: 'kustomization.yaml:4:19: the key "a" comes from two sources; remove one of them',
  REPLICAS_WITHOUT_TARGET:
    'kustomization.yaml:3:9: nothing with replicas is named "none"; name one of kind Deployment, StatefulSet, ReplicaSet, ReplicationController',
  SUBMODULE:
    'kustomization.yaml:1:13: "vendor/x.yaml" cannot be read: it is in a submodule; copy the files into this repository',
  SYMLINK_LOOP:
    'kustomization.yaml:1:13: "a.yaml" cannot be read: its symbolic links lead in a circle; correct the links',
  TOO_DEEP:
    'a/kustomization.yaml:1:13: kustomizations use each other more than 2 levels deep; use fewer levels',
  TOO_MANY_KEYS: 'a.yaml:20006:3: a mapping has more than 20000 keys; divide it into smaller ones',
  TOO_MANY_KUSTOMIZATIONS:
    'kustomization.yaml:1:16: more than 2 kustomizations are used; build fewer at once',
  TOO_MANY_OBJECTS: 'a.yaml:6:1: the build has more than 1 objects; split it into several builds',
  TOO_MANY_VALUES:
    'kustomization.yaml:1:13: the files of the build have more than 5 values; build fewer at once',
  TWO_KUSTOMIZATIONS:
    'kustomization.yaml:1:13: the folder "b" has more than one kustomization file; keep one of kustomization.yaml, kustomization.yml, Kustomization',
  UNKNOWN_ALIAS:
    'a.yaml:5:7: there is no anchor "&a" before the alias "*a"; define the anchor first, in the same document',
  UNKNOWN_CLOUD: 'p.yaml:4:8: there are no policies for the cloud "aws"; write gke',
  UNKNOWN_FIELD:
    'kustomization.yaml:2:1: there is no field "namePrefx" here; did you mean namePrefix?',
  UNKNOWN_MODE:
    'p.yaml:4:25: there is no mode "some"; write one of defaultOnly, allServiceAccounts, none',
  UNKNOWN_PLUGIN:
    'p.yaml:1:1: there is no built-in plugin "PrefixTransformr"; did you mean PrefixTransformer?',
  UNSUPPORTED_FIELD:
    'kustomization.yaml:3:3: the field helmCharts is not supported: it runs helm; render the chart with "helm template" and commit what it prints',
  VALIDATOR_CHANGED:
    'p.yaml:1:1: the validator LabelTransformer changes objects; list it under transformers',
  WRONG_PLUGIN: 'p.yaml:1:1: LabelTransformer is no generator; list it under transformers',
  WRONG_TYPE: 'kustomization.yaml:2:13: this is a list, where text is expected; write text',
};

const warnings: Readonly<Record<string, string>> = {
  DEPRECATED_FIELD: 'kustomization.yaml:2:1: the field commonLabels is deprecated; use labels',
  DUPLICATE_KEY:
    'kustomization.yaml:3:1: the key "namePrefix" is already set at kustomization.yaml:2:1; remove one of the two',
  IGNORED_DOCUMENT:
    'kustomization.yaml:4:1: only the first document of a kustomization file counts; remove this one',
};

function treeOf({ files, unreadable }: BadBuild): FileTree {
  const tree = memoryTree(files);
  return {
    ...tree,
    async read(path) {
      if (path === unreadable) throw new FileTreeError('FILE_UNREADABLE', path);
      return tree.read(path);
    },
  };
}

/** What is wrong with a build, or, where it can be built, worth knowing about it. */
async function problemsOf(bad: BadBuild): Promise<readonly Problem[]> {
  const limits = { ...DEFAULT_BUILD_LIMITS, ...bad.limits };
  const options = { order: 'legacy', loadRestrictor: 'rootOnly' } as const;
  try {
    return (await buildWithin(limits, treeOf(bad), bad.path ?? '.', options)).warnings;
  } catch (thrown) {
    if (thrown instanceof InvalidInputError) return thrown.problems;
    throw thrown;
  }
}

const source = join(import.meta.dirname, '../../src');

/** Every code that the engine, and what it reads YAML and files with, may report. */
function codesInSource(): string[] {
  const folders = ['kustomize', 'model/yaml'].map((folder) => join(source, folder));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      // The engine does not read manifests; it has stricter rules for objects of its own.
      .filter((file) => file.endsWith('.ts') && file !== 'read-manifests.ts')
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  );
  files.push(readFileSync(join(source, 'model/ports/file-tree-errors.ts'), 'utf8'));
  const codes = files.flatMap((text) =>
    [...text.matchAll(/'(CYCLE|SUBMODULE|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g)].map(
      ([, code]) => code,
    ),
  );
  return [...new Set(codes.filter((code) => code !== undefined))].sort();
}

describe('every problem of a build', () => {
  it.each(Object.keys(badBuilds))('says where it is, what, and what to do: %s', async (code) => {
    const problems = await problemsOf(badBuilds[code] ?? { files: {} });
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems.map(formatProblem)).toEqual([messages[code]]);
    expect(problems[0]?.position).toBeDefined();
  });

  it.each(Object.keys(doubtfulBuilds))('may be a warning: %s', async (code) => {
    const problems = await problemsOf(doubtfulBuilds[code] ?? { files: {} });
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems.map(formatProblem)).toEqual([warnings[code]]);
  });

  it('is one of these', () => {
    const known = new Set([...Object.keys(badBuilds), ...Object.keys(doubtfulBuilds)]);
    expect(codesInSource().filter((code) => !known.has(code))).toEqual([]);
    expect([...known].filter((code) => !codesInSource().includes(code))).toEqual([]);
  });
});
