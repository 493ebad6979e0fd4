// Microsoft's own check of a manifest and its texts: node check_manifest.mjs manifest.json en.json
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const Draft4 = require("ajv-draft-04");
const formats = require("ajv-formats");

const [manifest, ...languages] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf-8")));
const home = `@microsoft/app-manifest/build/json-schemas/teams/v${manifest.manifestVersion}`;

// One pattern of Microsoft's texts schema is no regular expression for strict engines.
function regExp(pattern, flags) {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return new RegExp(pattern);
  }
}
regExp.code = "new RegExp";

// Compiled by hand: the package's own validator fetches the schema that "$schema" names from the net.
function problems(schema, data) {
  const judge = new Draft4({ strict: false, allErrors: true, validateFormats: true, code: { regExp } });
  formats(judge);
  const valid = judge.compile(require(`${home}/${schema}`));
  return valid(data) ? [] : valid.errors.map((error) => `${schema} ${error.instancePath} ${error.message}`);
}

const all = [
  ...problems("MicrosoftTeams.schema.json", manifest),
  ...languages.flatMap((texts) => problems("MicrosoftTeams.Localization.schema.json", texts)),
];
all.forEach((problem) => console.log(problem));
process.exitCode = all.length ? 1 : 0;
