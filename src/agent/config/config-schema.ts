import type { JsonObject, JsonValue } from '../../model/json.ts';
import { defaultOf } from './flags.ts';
import { agentSettings, repositorySettings, type Setting, type Settings } from './settings.ts';

/** The JSON schema of the configuration file. */
export function configSchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of the Tidewatch agent',
    ...objectSchema(agentSettings, {
      repositories: {
        description: 'the repositories to deploy from',
        type: 'array',
        items: { ...objectSchema(repositorySettings, {}), required: ['url'] },
      },
    }),
  };
}

function objectSchema(table: Settings, more: JsonObject): JsonObject {
  const groups = Map.groupBy(Object.values(table), ({ key }) => key.split('.', 1)[0] ?? key);
  const properties = [...groups].map(([name, settings]): [string, JsonValue] => {
    const [first] = settings;
    if (first === undefined || first.key === name) return [name, first ? valueSchema(first) : {}];
    const inner = settings.map((setting): [string, JsonValue] => [
      setting.key.slice(name.length + 1),
      valueSchema(setting),
    ]);
    return [
      name,
      { type: 'object', additionalProperties: false, properties: Object.fromEntries(inner) },
    ];
  });
  return {
    type: 'object',
    additionalProperties: false,
    properties: { ...more, ...Object.fromEntries(properties) },
  };
}

function valueSchema(setting: Setting<unknown>): JsonObject {
  const { default: standard, defaultText, description, type } = setting;
  if (standard === undefined || defaultText !== undefined) {
    const words = defaultText === undefined ? '' : `; default: ${defaultOf(setting)}`;
    return { description: `${description}${words}`, ...type.schema };
  }
  return { description, ...type.schema, default: defaultJson(setting) };
}

/** The default as the file would have it. */
function defaultJson({ type, default: standard }: Setting<unknown>): JsonValue {
  if (typeof standard === 'boolean' || typeof standard === 'string') return standard;
  if (Array.isArray(standard)) return standard;
  const text = type.format(standard);
  return type.schema.type === 'integer' ? Number(text) : text;
}
