import { describe, expect, it } from 'vitest';
import { type Decision, decide, type Findings } from './decide.ts';
import { controlPlaneTools, oracleTools } from './tool-set.ts';

const all = controlPlaneTools.programs.map((program) => program.name);
const cached = (missing: readonly string[]) => ({ folder: '/cache', missing });
const given = (missing: readonly string[]) => ({ folder: '/given', missing });
const note = 'KUBEBUILDER_ASSETS=/given lacks etcd; looking in the cache instead';

describe('what is done to have the control plane', () => {
  it.each<{ what: string; findings: Findings; decision: Decision }>([
    {
      what: 'the given folder holds everything',
      findings: { given: given([]), cached: cached(all), go: false },
      decision: { do: 'use', folder: '/given', note: undefined },
    },
    {
      what: 'the cache holds everything',
      findings: { given: undefined, cached: cached([]), go: false },
      decision: { do: 'use', folder: '/cache', note: undefined },
    },
    {
      what: 'the given folder lacks something and the cache holds it',
      findings: { given: given(['etcd']), cached: cached([]), go: true },
      decision: { do: 'use', folder: '/cache', note },
    },
    {
      what: 'there is nothing but Go',
      findings: { given: undefined, cached: cached(all), go: true },
      decision: { do: 'build', folder: '/cache', programs: all, note: undefined },
    },
    {
      what: 'an earlier build was not finished',
      findings: { given: given(['etcd']), cached: cached(['kubectl']), go: true },
      decision: { do: 'build', folder: '/cache', programs: ['kubectl'], note },
    },
  ])('where $what', ({ findings, decision }) => {
    expect(decide(controlPlaneTools, findings)).toEqual(decision);
  });

  it('says how to get there where there is nothing at all', () => {
    const findings = { given: given(['etcd']), cached: cached(all), go: false };
    expect(decide(controlPlaneTools, findings)).toEqual({
      do: 'fail',
      message: `${note}
the Kubernetes control plane: the programs are not here, and neither is Go to build them. Do one of these:
  - install Go 1.26 or newer (https://go.dev/dl/) and run this again: it builds them once
  - put etcd, kubectl, kube-apiserver, kube-controller-manager into /cache
  - set KUBEBUILDER_ASSETS to a folder that holds etcd, kubectl, kube-apiserver, kube-controller-manager`,
    });
  });

  it('names its own programs and variable for another set', () => {
    const findings = { given: undefined, cached: cached(['kustomize']), go: false };
    expect(decide(oracleTools, findings)).toMatchObject({
      message: expect.stringContaining('set KUSTOMIZE_ASSETS to a folder that holds kustomize'),
    });
  });
});
