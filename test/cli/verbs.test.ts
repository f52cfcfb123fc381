import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { createFileFolder } from '../support/file-folder.ts';
import { configMapYaml, kustomizationYaml, monitorYaml } from '../support/monitoring-repository.ts';
import { recordingIo } from '../support/recording-io.ts';

/** Runs a command line in a folder; an environment without any cluster. */
async function runIn(folder: string, ...args: string[]) {
  const io = recordingIo(folder, { env: { HOME: folder } });
  const code = await run(args, io);
  const text = (written: string) => written.replaceAll(folder, '<folder>');
  return { code, stdout: text(io.output()), stderr: text(io.errors()) };
}

let folder: Awaited<ReturnType<typeof createFileFolder>>;
beforeAll(async () => {
  folder = await createFileFolder({
    'plain/a.yaml': configMapYaml('a', 'one'),
    'plain/kustomization.yaml': kustomizationYaml('web', ['a.yaml']),
    'fleet/m.yaml': monitorYaml('fleet'),
    'fleet/kustomization.yaml': kustomizationYaml('web', ['../plain', 'm.yaml']),
    'broken/kustomization.yaml': kustomizationYaml('web', ['missing.yaml']),
  });
});
afterAll(() => folder[Symbol.asyncDispose]());
const tidewatch = (...args: string[]) => runIn(folder.path, ...args);

const plain = `apiVersion: v1
data:
  value: one
kind: ConfigMap
metadata:
  name: a
  namespace: web
`;

describe('`build`', () => {
  it('prints what kustomize prints, and nothing else', async () => {
    expect(await tidewatch('build', 'plain')).toEqual({ code: 0, stdout: plain, stderr: '' });
  });

  it('takes the folder it runs in by default', async () => {
    expect((await runIn(`${folder.path}/plain`, 'build')).stdout).toBe(plain);
  });

  it('leaves a TidbMonitor as it is written', async () => {
    const { stdout } = await tidewatch('build', 'fleet');
    expect(kindsOf(stdout)).toEqual(['ConfigMap', 'TidbMonitor']);
  });
});

describe('`render`', () => {
  it('prints every object that a TidbMonitor stands for, in the order of `build`', async () => {
    const first = await tidewatch('render', 'fleet');
    expect(kindsOf(first.stdout)).toEqual([
      ...['ServiceAccount', 'Role', 'RoleBinding'],
      ...['ConfigMap', 'ConfigMap', 'ConfigMap', 'Secret', 'Secret'],
      ...['Service', 'Service', 'Service', 'StatefulSet', 'TidbMonitor'],
    ]);
    expect((await tidewatch('render', 'fleet')).stdout).toBe(first.stdout);
  });

  it('prints the same objects as JSON', async () => {
    const { stdout } = await tidewatch('render', 'fleet', '--output', 'json');
    const objects = JSON.parse(stdout) as { readonly kind: string }[];
    expect(objects.map(({ kind }) => kind)).toEqual(
      kindsOf((await tidewatch('render', 'fleet')).stdout),
    );
  });

  it('keeps warnings away from the data', async () => {
    const { code, stdout, stderr } = await tidewatch('render', 'fleet');
    expect(code).toBe(0);
    expect(stdout).not.toContain('warning:');
    expect(stderr).toBe(
      'warning: fleet/m.yaml:7:5: TidbMonitor/web/fleet: spec.clusters[0] names TidbCluster/web/fleet, which is not among the rendered objects: TLS is assumed to be off; render it, too, or run against a cluster that has it\n',
    );
  });
});

describe('`validate`', () => {
  const problem = {
    code: 'FILE_NOT_FOUND',
    position: { file: 'broken/kustomization.yaml', line: 5, column: 3 },
    what: '"missing.yaml" does not exist',
    advice: 'correct the path, or add the file',
  };

  it('says that all is well on standard error', async () => {
    expect(await tidewatch('validate', 'plain')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'valid: 1 object, 0 problems, 0 warnings\n',
    });
  });

  it('prints problems as JSON for programs', async () => {
    const { code, stdout, stderr } = await tidewatch('validate', 'broken', '--output', 'json');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ problems: [problem], warnings: [] });
  });

  it('prints problems as YAML', async () => {
    const { code, stdout } = await tidewatch('validate', 'broken', '--output', 'yaml');
    expect(code).toBe(1);
    expect(stdout).toContain('problems:\n  - code: FILE_NOT_FOUND\n');
  });
});

describe('help', () => {
  it('lists every verb', async () => {
    const { code, stdout, stderr } = await tidewatch('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const verbs = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, verb]) => verb);
    expect(verbs).toEqual([
      ...[
        'build',
        'fn',
        'render',
        'validate',
        'diff',
        'drift',
        'adopt',
        'apply',
        'agent',
        'report',
        'status',
        'approve',
      ],
      ...['suspend', 'resume', 'answer', 'migrate', 'cluster', 'demo', 'help'],
    ]);
  });

  const cluster = ['--kubeconfig <FILE>', '--context <NAME>', '--namespace <NAME>'];
  it.each([
    [
      'build',
      [
        ...['[DIR]', '--load-restrictor <RESTRICTION>', '--reorder <ORDER>'],
        ...['--enable-managedby-label', '--output <PATH>'],
      ],
      '0; 1 on any error',
    ],
    ['fn', ['ResourceList'], '0; 1 on any error, which the results tell'],
    ['render', ['[DIR]', '--output <FORMAT>'], '0; 1 on any error'],
    ['validate', ['[DIR]', '--output <FORMAT>'], '0 nothing is wrong; 1 something is'],
    [
      'diff',
      ['[DIR]', '--output <FORMAT>', '--prune', ...cluster],
      '0 no differences; 1 differences; 2 any error',
    ],
    ['drift', ['[DIR]', '--output <FORMAT>', ...cluster], '0 no drift; 1 drift; 2 any error'],
    [
      'adopt',
      [
        ...['[DIR]', '--target <NAME>', '--object <OBJECT>', '--field <PATH>', '--write', '--push'],
        ...['--output <FORMAT>', ...cluster],
      ],
      '0 all is adopted, or nothing drifted; 1 something is not; 2 any error',
    ],
    [
      'apply',
      [
        ...['[DIR]', '--dry-run', '--timeout <DURATION>', '--no-wait', '--prune'],
        ...['--approve <DIGEST>', '--output <FORMAT>', ...cluster],
      ],
      '0 every target is ready; 1 one is not, or any error',
    ],
    [
      'agent',
      ['--config <FILE>', '--repo <URL>', '--ref <REF>', '--path <FOLDER>', '--once', ...cluster],
      '0 told to stop; with --once, 0 every target is ready, 1 one is not, or any error',
    ],
    [
      'report',
      [
        ...['[DIR]', '--base <COMMIT>', '--head <COMMIT>', '--output <FORMAT>', '--cluster'],
        ...['--post <NUMBER>', '--config <FILE>', ...cluster],
      ],
      '0 it can be deployed; 1 it cannot, or not all was looked at; 2 any error',
    ],
    [
      'status',
      ['--output <FORMAT>', ...cluster],
      '0 every target is ready or suspended; 1 one is not, or any error',
    ],
    [
      'approve',
      ['<TARGET> <DIGEST>', ...cluster],
      '0 approved; 1 nothing waits for that digest, or any error',
    ],
    [
      'suspend',
      ['<TARGET>', '--reason <TEXT>', ...cluster],
      '0 suspended; 1 there is no such target, or any error',
    ],
    ['resume', ['<TARGET>', ...cluster], '0 resumed; 1 there is no such target, or any error'],
    [
      'answer',
      ['<TARGET> <STEP> <ANSWER>', ...cluster],
      '0 on record; 1 nothing of that name waits for an answer, or any error',
    ],
    ['cluster', ['--port <PORT>', '--kubeconfig <FILE>'], '0 told to stop; 1 any error'],
  ])('of `%s` names its arguments and what its exit codes mean', async (verb, names, codes) => {
    const { code, stdout, stderr } = await tidewatch(verb, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of names) expect(stdout).toContain(name);
    expect(stdout).toMatch(/\n\nExit code: .*\n$/);
    expect(stdout).toContain(`Exit code: ${codes}\n`);
  });

  it('of `agent` names the environment variable of every setting', async () => {
    const { stdout } = await tidewatch('agent', '--help');
    const flags = stdout.split('\n').filter((line) => /^ {2}--/.test(line));
    expect(flags.length).toBeGreaterThan(20);
    expect(flags.filter((line) => !/env: TIDEWATCH_[A-Z_]+\)$/.test(line))).toEqual([]);
  });
});

describe('a command line that makes no sense', () => {
  it.each([
    [['frobnicate'], 1, "error: unknown command 'frobnicate'\n"],
    [['aply'], 1, "error: unknown command 'aply'\n(Did you mean apply?)\n"],
    [['render', '--bogus'], 1, "error: unknown option '--bogus'\n"],
    [['apply', '--dryrun'], 1, "error: unknown option '--dryrun'\n(Did you mean --dry-run?)\n"],
    [['diff', '--bogus'], 2, "error: unknown option '--bogus'\n"],
    [
      ['render', '--output', 'xml'],
      1,
      "error: option '-o, --output <FORMAT>' argument 'xml' is invalid. Allowed choices are text, json, yaml.\n",
    ],
    [
      ['apply', '--timeout', 'soon'],
      1,
      "error: option '--timeout <DURATION>' argument 'soon' is invalid. Write a duration such as 90s or 10m.\n",
    ],
    [['approve', 'web'], 1, "error: missing required argument 'DIGEST'\n"],
    [
      ['build', 'a', 'b'],
      1,
      "error: too many arguments for 'build'. Expected 1 argument but got 2: a, b.\n",
    ],
    [
      ['agent', '--once'],
      1,
      'repository: no address is set; set --repo, TIDEWATCH_REPO, or url in the file\n',
    ],
    [
      ['build', 'plain/a.yaml'],
      1,
      'error: <folder>/plain/a.yaml: is a file, not a directory; name the directory that it is in\n',
    ],
  ])('%j', async (args, code, stderr) => {
    expect(await tidewatch(...args)).toEqual({ code, stdout: '', stderr });
  });

  it('shows the verbs where there is none', async () => {
    const { code, stdout, stderr } = await tidewatch();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Usage: tidewatch [options] [command]');
  });
});

describe('a verb that needs a cluster where none is configured', () => {
  const missing =
    '<folder>/.kube/config: there is no kubeconfig, and this is not a Pod with a service account; give --kubeconfig FILE or set KUBECONFIG\n';

  it.each([
    [['status'], 1],
    [['approve', 'web', 'sha256:0'], 1],
    [['apply', 'plain'], 1],
    [['diff', 'plain'], 2],
    [['drift'], 2],
    [['drift', 'plain'], 2],
    [['adopt', 'plain'], 2],
  ])('%j says how to name one', async (args, code) => {
    expect(await tidewatch(...args)).toEqual({ code, stdout: '', stderr: missing });
  });
});

/** The kinds of a YAML stream, in order. */
function kindsOf(stream: string): (string | undefined)[] {
  return stream.split(/^---\n/m).map((document) => /^kind: (.*)$/m.exec(document)?.[1]);
}
