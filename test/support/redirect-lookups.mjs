// Preloaded into an agent: names of Services lead to where a test listens.
// REDIRECT_LOOKUPS is a JSON object of names and addresses.
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const addresses = new Map(Object.entries(JSON.parse(process.env.REDIRECT_LOOKUPS ?? '{}')));
const { lookup } = dns.promises;

dns.promises.lookup = async (name, options) => {
  const address = addresses.get(name);
  if (address === undefined) return lookup(name, options);
  const found = { address, family: 4 };
  return options?.all === true ? [found] : found;
};
syncBuiltinESMExports();
