// What Microsoft's card library says of cards: node check_cards.mjs cards.json, an object of name -> card.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const library = join(dirname(require.resolve("adaptivecards/package.json")), "dist", "adaptivecards.js");
const { AdaptiveCard, SerializationContext, Version } = require(library); // its "main" cannot be loaded by Node.js

// The library tests "lang" with a global regular expression, which refuses every second card whatever it says.
const FORGETFUL = /^Invalid value "[a-z]{2}" for property "lang"/;

// Charts are Teams' own: the library draws their fallback, which is checked like any other element.
const CHART = /^Unknown element type "Chart\.[A-Za-z.]+"\. Fallback will be used/;

export function problems(payload) {
  const context = new SerializationContext(Version.parse(payload.version, new SerializationContext()));
  const card = new AdaptiveCard();
  card.version = context.targetVersion;
  card.parse(payload, context);
  const events = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at));
  const told = [...events, ...card.validateProperties().validationEvents].map((event) => event.message);
  return told.filter((message) => !FORGETFUL.test(message) && !CHART.test(message));
}

const cards = JSON.parse(readFileSync(process.argv[2], "utf-8"));
let found = 0;
for (const [name, card] of Object.entries(cards)) {
  for (const problem of problems(card)) {
    console.log(`${name}: ${problem}`);
    found += 1;
  }
}
console.log(`${Object.keys(cards).length} cards, ${found} problems`);
process.exitCode = found ? 1 : 0;
