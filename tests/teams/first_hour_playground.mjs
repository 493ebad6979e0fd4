// A new coordinator's first hour, clicked in Playgrounds:
// node first_hour_playground.mjs '{"anna": URL, "kim": URL}' PICTURES SHEETS (a folder with faulty.xlsx and mended.xlsx)
import { launch, PlaygroundPerson } from "./clients.mjs";
import { expect, serve, walk } from "./steps.mjs";

const [addresses, pictures, sheets] = [JSON.parse(process.argv[2]), process.argv[3], process.argv[4]];

const GUIDE = "Kom godt i gang";
const MISSED = "Spørgsmål uden svar";
const FORM = "Intet er udgivet, før du har set";
const WHAT_IF = "Hvad ændrer det?";
const IMPORT = "Indlæs rækker fra Excel";
const FILE = "Sådan ændrer filen noget";
const TITLE = "Kunstig intelligens i elevernes opgaver";
const ASKED = ["må vi bruge chatgpt til dansk stil", "elever snyder med chatgpt i dansk", "chatgpt i dansk stil"];
const HEADINGS = ["arbejdsmail", "navn", "roller", "sager ad gangen"].join("\t");

function rows(faulty) {
  const number = (n) => (faulty && n % 28 === 1 && n < 197 ? "mange" : "2");
  return Array.from({ length: 200 }, (_, n) => `ny${n}@skole.example\tNy Hjælper ${n}\takt-vejleder\t${number(n)}`);
}

const STEPS = [
  ["1 five steps for a beginner, and what every button is for", async ({ kim }) => {
    await kim.say("kom i gang");
    const card = await kim.sees(GUIDE);
    await card.getByText("Sæt den første hjælper på listen").waitFor();
    await kim.picture("hour-1-guide");
  }],
  ["2 what colleagues asked in vain stands together", async ({ anna, kim }) => {
    for (const question of ASKED) {
      const unfit = (await anna.asks(question)).getByRole("button", { name: "Det passer ikke" });
      if (await unfit.count()) await unfit.click(); // a guess that is refused counts as no answer
    }
    await kim.say("uden svar");
    const card = await kim.sees(MISSED);
    await card.getByText("Spurgt 3 gange").waitFor();
    await kim.picture("hour-2-unanswered");
  }],
  ["3 it is mended from the list, tried against old questions, and published", async ({ kim }) => {
    await kim.press(MISSED, "Skriv nyt opslag");
    await kim.fill(FORM, "Titel", TITLE);
    await kim.fill(FORM, "Hvad gør det? Én linje", "Aftal i klassen, hvornår hjælpen er i orden, og hvordan man skriver, at den er brugt.");
    await kim.fill(FORM, "Formål", "Eleverne skal vide, hvad der er hjælp, og hvad der er snyd, så de lærer at skrive selv.");
    await kim.fill(FORM, "Trin, ét på hver linje", "Lav tre regler sammen.\nSkriv et afsnit i timen.\nTal om forskellen.");
    await kim.picture("hour-3-form");
    await kim.press(FORM, "Gem kladde");
    await kim.sees("Sådan står det i et svar");
    await kim.picture("hour-3-preview");
    await kim.press("Sådan står det i et svar", "Prøv ændringen");
    const card = await kim.sees(WHAT_IF);
    await card.getByText("Bedre: ").waitFor();
    await kim.picture("hour-3-what-if");
    await kim.portrait("what-if", WHAT_IF);
    await kim.press(WHAT_IF, "Udgiv");
    await kim.sees(`Udgivet: ${TITLE}`);
  }],
  ["4 the next question is answered", async ({ anna }) => {
    await (await anna.asks("må eleverne bruge chatgpt til en dansk stil")).getByText(TITLE).waitFor();
    await anna.picture("hour-4-answered");
  }],
  ["5 two hundred rows, seven faulty: told row by row, nothing read in; then all", async ({ kim }) => {
    await kim.say("koordinator");
    await kim.sees("Hjælpere, botten ikke kan nå");
    await kim.picture("hour-5-home");
    await kim.press("Hjælpere, botten ikke kan nå", "Indlæs fra Excel");
    await kim.fill(IMPORT, "Rækker", [HEADINGS, ...rows(true)].join("\n"));
    await kim.press(IMPORT, "Prøv rækkerne");
    await (await kim.sees("Intet er indlæst")).getByText("Række 3, sager ad gangen").waitFor();
    expect(!(await kim.card(IMPORT).getByRole("button", { name: "Læs ind" }).count()), "faulty rows can be read in");
    await kim.picture("hour-5-refused");
    await kim.fill(IMPORT, "Rækker", [HEADINGS, ...rows(false)].join("\n"));
    await kim.press(IMPORT, "Prøv rækkerne");
    await kim.press(IMPORT, "Læs ind");
    await kim.sees("Indlæst: 200 nye");
  }],
  ["6 two helpers by hand", async ({ kim }) => {
    for (const name of ["Nanna Ny", "Niels Ny"]) {
      await kim.say("ny person");
      const card = await kim.sees("Ny person på listen");
      await kim.fill("Ny person på listen", "Arbejdsmail", `${name.split(" ")[0].toLowerCase()}@kommune.example`);
      await kim.fill("Ny person på listen", "Navn", name);
      await card.getByRole("checkbox", { name: "Inklusionsvejleder" }).check();
      await kim.press("Ny person på listen", "Gem");
      await kim.sees(`Gemt: ${name}`);
    }
  }],
  ["7 the overview, the coverage, and a helper found misspelt", async ({ kim }) => {
    await kim.say("overblik");
    await kim.sees("Tal, som færre end fem står bag");
    await kim.picture("hour-7-overview");
    await kim.press("Tal, som færre end fem står bag", "Koordinator");
    await kim.press("Hjælpere, botten ikke kan nå", "Dækning");
    await kim.sees("Dækning de næste fire uger");
    await kim.picture("hour-7-coverage");
    await kim.press("Dækning de næste fire uger", "Find en person");
    await kim.fill("Navn, rolle, sted", "Navn, rolle, sted", "nana ny");
    await kim.press("Navn, rolle, sted", "Søg");
    await (await kim.sees("Navn, rolle, sted")).getByText("Nanna Ny").waitFor();
    await kim.picture("hour-7-people");
  }],
  ["8 the guide is ticked by what was done", async ({ kim }) => {
    await kim.say("kom i gang");
    const card = kim.cards().last();
    await card.getByText("✓ Prøv det mod gamle spørgsmål, og udgiv det").waitFor();
    await card.getByText("✓ Sæt den første hjælper på listen").waitFor();
    await kim.picture("hour-8-guide");
  }],
  ["9 the same as a file in the chat: the dry run, and one button", async ({ kim }) => {
    await kim.drops("personer.xlsx", `${files}/faulty.xlsx`);
    const faulty = await kim.sees(FILE);
    await faulty.getByText("Række 3, sager ad gangen").waitFor();
    expect(!(await faulty.getByRole("button", { name: "Indlæs", exact: true }).count()), "faulty rows can be read in");
    await kim.picture("hour-9-file-refused");
    await kim.portrait("file-refused", FILE);
    await kim.drops("personer.xlsx", `${files}/mended.xlsx`);
    await kim.sees("Nye: 200");
    await kim.portrait("file-ready", "Nye: 200");
    await kim.press("Nye: 200", "Indlæs");
    await kim.sees("Indlæst: 200 nye, 0 rettede");
    await kim.picture("hour-9-file-read");
  }],
];

const browser = await launch();
const files = await serve(sheets);
const people = {};
for (const [name, address] of Object.entries(addresses)) {
  people[name] = await PlaygroundPerson.open(browser, name, address, pictures);
}
await walk(STEPS, people);
await browser.close();
process.exit();
