/** What the embedded API does differently from a real one, each with the reason. */
export const KNOWN_DIFFERENCES: readonly string[] = [
  'Protocol Buffers are read but never written, CBOR is neither: 415 and 406. JSON and YAML are what clients fall back on.',
  'Protocol Buffers for a custom kind are refused with 415; the real server of 1.36.3 panics, and breaks the connection off.',
  'Only the resources of docs/embedded.md are served; every other path answers 404, every other subresource 404.',
  'Admission stops at namespaces, storage classes, protection finalizers and default tolerations: no webhooks, no policies, no quotas, no service account tokens in Pods.',
  'There is one user with all rights: no RBAC is enforced, roles are only stored.',
  'CEL rules of CustomResourceDefinitions are refused where the definition is created, not ignored.',
  'Conversion webhooks are refused; versions of a custom kind differ in nothing but their name.',
  'Warnings about content that is deprecated or odd are not sent; warnings about unknown fields and fields that stand twice are.',
  'Texts that quote a whole object out of Go quote it as JSON, and differences of two objects are left out of messages.',
  'Of two equal keys in one map the last one counts, where Go merges maps; server-side apply and YAML do not tell of them.',
  'Lists of problems come in a fixed order where Go walks a map in none.',
  'The validation of Pods covers what templates usually hold: containers, ports, variables, probes, mounts, resources and volumes by name.',
];
