import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommittedFile } from '../../support/git-repository.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import { activeContent } from './rendered.ts';
import { openPullRequestStage, type PullRequestStage } from './stage.ts';

const overlay = 'overlays/production';
const kustomization = (extra: string): string =>
  `${kustomizationYaml('production', ['settings.yaml'])}${extra}`;

const files = {
  [`${overlay}/kustomization.yaml`]: kustomization(''),
  [`${overlay}/settings.yaml`]: `${configMapYaml('settings', 'before')}---
apiVersion: v1
kind: Namespace
metadata:
  name: production
`,
  'overlays/long/kustomization.yaml': kustomizationYaml('long', ['settings.yaml']),
  'overlays/long/settings.yaml': longText('old'),
};

const aliasBomb = `apiVersion: v1
kind: ConfigMap
metadata:
  name: bomb
a0: &a0 [x, x, x, x, x, x, x, x, x, x]
${Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(', ')}]`).join('\n')}
`;

/** Dashboards in dashboards, deeper than any stack. */
const deepDashboard = `${'{"title":"deep","panels":['.repeat(20_000)}{}${']}'.repeat(20_000)}`;

const manyDocuments = Array.from({ length: 10_000 }, (_, index) =>
  configMapYaml(`settings-${index}`, `${index}`),
).join('---\n');

/** Two texts that have no line in common take the longest to compare. */
function lines(word: string): string {
  return Array.from({ length: 11_000 }, (_, index) => `    ${word} ${index}`).join('\n');
}
function longText(word: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  value: |\n${lines(word)}\n`;
}

const rules = `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: rules
spec:
  groups:
  - name: group
    rules:
    - alert: Endless
`;

const markup =
  '@everyone #1 <img src=x onerror=alert(1)> [x](javascript:alert(1)) ```\\n</details> | /tidewatch approve ![x](https://evil.example.com/x.png)';

const long = 'overlays/long/settings.yaml';

/** What is proposed, and what the comment says about it. */
type Case = readonly [
  files: Readonly<Record<string, CommittedFile>>,
  says: string,
  given?: { readonly fork: true },
];

const settings = (file: CommittedFile) => ({ [`${overlay}/settings.yaml`]: file });
const kustomized = (extra: string) => ({ [`${overlay}/kustomization.yaml`]: kustomization(extra) });
const outside = 'leads out of the repository; name a file of the repository';

const corpus: Readonly<Record<string, Case>> = {
  'a path out of the repository': [
    kustomized('- ../../../../../etc/passwd\n'),
    `kustomization.yaml:6:3: "../../../../../etc/passwd" cannot be read: it ${outside}`,
  ],
  'an absolute path in a generator': [
    kustomized('configMapGenerator:\n- name: stolen\n  files: [/etc/passwd]\n'),
    `kustomization.yaml:8:11: "/etc/passwd" cannot be read: it ${outside}`,
  ],
  'a symbolic link to an absolute path': [
    settings({ symlink: '/etc/passwd' }),
    `the symbolic link overlays/production/settings.yaml -> /etc/passwd ${outside}`,
  ],
  'a symbolic link out of the repository': [
    settings({ symlink: '../../../../../../etc/passwd' }),
    `the symbolic link overlays/production/settings.yaml -> ../../../../../../etc/passwd ${outside}`,
  ],
  'a circle of symbolic links': [
    settings({ symlink: 'settings.yaml' }),
    '"settings.yaml" cannot be read: its symbolic links lead in a circle; correct the links',
  ],
  'aliases that stand for billions of nodes': [
    settings(aliasBomb),
    'the aliases of this document stand for more than 100000 nodes; write the values out',
  ],
  'a giant file': [
    settings(`# ${'x'.repeat(11 * 1024 * 1024)}\n`),
    'it is too large: 11 MiB, where 10 MiB is the limit; split it into smaller files',
  ],
  'brackets in brackets': [
    settings(`a: ${'['.repeat(100_000)}`),
    'settings.yaml:1:503: nesting exceeded maxDepth (500); nest less deeply',
  ],
  'dashboards in dashboards': [
    settings(`${configMapYaml('settings', 'before')}  deep.json: '${deepDashboard}'\n`),
    '`file deep.json added`',
  ],
  'bytes that are no text': [
    settings(Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe, 0x0a])),
    'settings.yaml:1:4: the file is not UTF-8 text here; save it as UTF-8, or remove the bytes',
  ],
  'ten thousand documents': [
    settings(manyDocuments),
    '### Tidewatch: 1 target: 10000 to create, 0 to change, 1 to delete',
    { fork: true },
  ],
  'two texts without a line in common': [
    { [long]: longText('new') },
    'ConfigMap/long/settings: too large to compare by lines',
  ],
  'an expression without an end': [
    settings(`${rules}      expr: "${'('.repeat(100_000)}"\n`),
    '`1 expressions were not checked: they are too long, or too many`',
  ],
  'a base on another host': [
    kustomized('- https://evil.example.com/x?ref=main\n'),
    '"https://evil.example.com/x?ref=main" cannot be used: it is on another host, which is never asked',
  ],
  'a chart to be fetched': [
    kustomized('helmCharts:\n- name: evil\n  repo: https://evil.example.com\n'),
    'the field helmCharts is not supported: it runs helm',
  ],
  'a plugin to be run': [
    {
      ...kustomized('generators:\n- plugin.yaml\n'),
      [`${overlay}/plugin.yaml`]: 'apiVersion: v1\nkind: Evil\nmetadata:\n  name: evil\n',
    },
    'the plugin Evil would run foreign code',
  ],
  'markup in keys and values': [
    settings(
      `${configMapYaml('settings', markup)}  "<script>alert(1)</script>": "x"\n  "@everyone": "x"\n`,
    ),
    '`data["<script>alert(1)</script>"]`',
    { fork: true },
  ],
  'markup in names of folders and objects': [
    {
      'overlays/<b>@ada|x`y/kustomization.yaml': kustomization(''),
      'overlays/<b>@ada|x`y/settings.yaml': configMapYaml('<script>@ada', 'x'),
    },
    'create `ConfigMap/production/<script>@ada` at ``overlays/<b>@ada|x`y/settings.yaml:1:1``',
    { fork: true },
  ],
};

describe('a hostile pull request with', () => {
  let stage: PullRequestStage;
  beforeAll(async () => {
    stage = await openPullRequestStage(files);
    await stage.deploy();
  }, 60_000);
  afterAll(() => stage[Symbol.asyncDispose]());

  it.each(Object.entries(corpus))(
    '%s is answered in one comment',
    async (_, [changed, says, given]) => {
      const pullRequest = await stage.propose(changed, given);
      await stage.watch.look();
      const [comment = '', ...more] = stage.comments(pullRequest);
      expect(comment).toContain(says);
      expect(more).toEqual([]);
      expect(comment.length).toBeLessThanOrEqual(65_536);
      expect(comment).not.toContain('root:');
      expect(stage.log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
    },
  );

  it('nothing of it acts once it is HTML', () => {
    for (const { body } of stage.model.comments) expect(activeContent(body)).toEqual([]);
  });
});

it('a fork learns nothing of the cluster: not what is live, nor what a Secret of another target holds', async () => {
  await using stage = await openPullRequestStage(files);
  await stage.deploy();
  await stage.cluster.apply(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'root', namespace: 'production' },
      data: { password: Buffer.from('hunter2').toString('base64') },
    },
    { fieldManager: 'somebody' },
  );
  await stage.cluster.patch(
    { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'production', name: 'settings' },
    { type: 'merge', document: { data: { value: 'live-only' } } },
    { fieldManager: 'somebody' },
  );
  const reading = `${configMapYaml('settings', 'after')}---
apiVersion: v1
kind: Secret
metadata:
  name: root
stringData:
  password: guess
`;
  const fork = await stage.propose(settings(reading), { fork: true, author: 'eve' });
  const own = await stage.propose(settings(reading));
  await stage.watch.look();
  const [foreign = ''] = stage.comments(fork);
  expect(foreign).toContain('create `Secret/production/root`');
  expect(foreign).not.toMatch(/live-only|Plan `|Already on the cluster/);
  const [trusted = ''] = stage.comments(own);
  expect(trusted).toMatch(/Already on the cluster/);
  for (const comment of [foreign, trusted]) {
    expect(comment).not.toMatch(/hunter2|aHVudGVyMg|guess|Z3Vlc3M/);
  }
});

it('a commit with more targets than there is time for is answered with what was seen', async () => {
  const ticks = [0, 0, 0, 0, 0];
  await using stage = await openPullRequestStage(files, 'github', () => ticks.shift() ?? 1e9);
  const many = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [
      [`overlays/team-${index}/kustomization.yaml`, kustomization('')] as const,
      [`overlays/team-${index}/settings.yaml`, configMapYaml('settings', 'x')] as const,
    ]).flat(),
  );
  const pullRequest = await stage.propose(many, { fork: true });
  await stage.watch.look();
  expect(stage.comments(pullRequest)[0]).toContain(
    '**48 targets not looked at**: looking at the others took too long; propose less at once, or run `tidewatch diff`.',
  );
  expect(stage.model.statuses.at(-1)?.state).toBe('error');
});

it('a forge that is down for one pull request is not asked for the others, and all are answered later', async () => {
  await using stage = await openPullRequestStage(files);
  const first = await stage.propose(settings(configMapYaml('settings', 'one')));
  const second = await stage.propose(settings(configMapYaml('settings', 'two')));
  stage.forge.spoilAfter(1, { kind: 'status', status: 503 }, 3);
  await expect(stage.watch.look()).rejects.toMatchObject({ code: 'FORGE_UNAVAILABLE' });
  expect(stage.forge.requests).toHaveLength(4);
  await stage.watch.look();
  expect([stage.comments(first).length, stage.comments(second).length]).toEqual([1, 1]);
});
