import { inject } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { createConfigMapLedger } from '../../../src/apply/ledger/config-map-ledger.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import { ledgerContract } from '../../contract/ledger/suite.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';

ledgerContract('ConfigMaps of kube-apiserver', async () => {
  const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));
  const namespace = await createNamespace(kubectl, 'ledger');
  const connection = connect({ clock: systemClock, kubeconfig: inject('kubeconfig') });
  const { cluster } = connection;
  const ledgerOf = (by: string) =>
    createConfigMapLedger({ cluster, clock: systemClock, namespace, by });
  return { ours: ledgerOf('ours'), theirs: ledgerOf('theirs'), close: () => connection.close() };
});
