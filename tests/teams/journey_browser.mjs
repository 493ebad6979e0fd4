// The same journey in the built-in chat, on a phone: node journey_browser.mjs ADDRESS DIR
import { BrowserPerson, launch } from "./clients.mjs";
import { expect, walk } from "./steps.mjs";

const [address, pictures] = process.argv.slice(2);

const WELCOME = "Aldrig alene – altid kompetent";
const QUESTION = "en dreng i 3.b kaster med stole når vi skifter lokale, hvad gør vi";
const ANSWER = "Fordi du skrev";
const FORM = "Hvad ser du?";
const OFFER = "En kollega beder om hjælp";
const HELPING = "Du hjælper";

const STEPS = [
  ["nothing is wider than the phone", async ({ anna }) => {
    await anna.sees(WELCOME);
    await anna.picture("b1-welcome");
    await narrow(anna);
  }],
  ["a tab a person, by keyboard too", async ({ anna }) => {
    const { page } = anna;
    await page.getByRole("tab", { name: "Anna Holm" }).focus();
    await page.keyboard.press("ArrowRight");
    expect((await page.getByRole("tab", { selected: true }).textContent()).startsWith("Eva Lind"), "the arrow did nothing");
    await page.keyboard.press("Home");
    expect(page.url().endsWith("#anna"), "the address does not follow");
  }],
  ["a question is answered on a card that fits", async ({ anna }) => {
    await anna.say(QUESTION);
    await anna.sees(ANSWER);
    await anna.picture("b2-answer");
    await narrow(anna);
  }],
  ["an entry opens in full", async ({ anna }) => {
    await (await anna.sees(ANSWER)).getByRole("button", { name: "Læs mere" }).first().click();
    await anna.sees("Sådan gør du");
    await narrow(anna);
  }],
  ["a field that is needed is asked for beside the field", async ({ anna }) => {
    await anna.press(ANSWER, "Find en kollega");
    await anna.fill(FORM, FORM, "");
    await anna.press(FORM, "Send til en kollega");
    await anna.card(FORM).getByText("Skriv med et par ord, hvad du ser.").waitFor();
    await anna.picture("b3-missing");
    await narrow(anna);
  }],
  ["the form becomes the card that tells the truth", async ({ anna }) => {
    await anna.fill(FORM, FORM, "Barnet kaster med stole, når vi skifter lokale.");
    await anna.choose(FORM, "Hvem vil du helst tale med?", "PPR-psykolog");
    await anna.press(FORM, "Send til en kollega");
    await anna.sees("Eva Lind, PPR-psykolog, er spurgt");
    await anna.picture("b3-status");
    await narrow(anna);
  }],
  ["the helper's tab counts what is new", async ({ anna }) => {
    const count = anna.page.getByRole("tab", { name: "Eva Lind" }).locator(".count");
    await count.filter({ hasText: /\d/ }).waitFor();
  }],
  ["no is one tap, and the next is asked at once", async ({ eva, rikke, bo, anna }) => {
    await eva.press(OFFER, "Ikke mig");
    await eva.picture("b4-not-me");
    await narrow(eva);
    await eva.press(OFFER, "Ikke mit område");
    await Promise.any([rikke, bo].map((next) => next.sees(OFFER)));
    await anna.sees("Har ikke mulighed");
    await anna.picture("b5-status");
  }],
  ["the next says yes, and both are connected", async ({ anna, rikke, bo }) => {
    const helper = (await rikke.card(OFFER).count()) ? rikke : bo;
    await helper.press(OFFER, "Jeg tager den");
    await helper.sees(HELPING);
    await helper.card(HELPING).getByText("Åbn chat med Anna Holm").waitFor();
    await helper.picture("b6-helper");
    await narrow(helper);
    await anna.sees("Din kollega");
    await anna.picture("b6-connected");
    await helper.press(HELPING, "Vi har talt sammen");
    await anna.press("Din kollega", "Det hjalp");
    await anna.sees("Henvendelsen er afsluttet");
  }],
  ["a helper sets their own time on the phone", async ({ eva }) => {
    await eva.say("min tid");
    await eva.fill("Højst så mange sager ad gangen", "Arbejdstid", "hele ugen vist nok");
    await eva.press("Højst så mange sager ad gangen", "Gem");
    await eva.sees("Jeg kan ikke læse tiden");
    await eva.picture("b8-unreadable");
    await eva.fill("Jeg kan ikke læse tiden", "Arbejdstid", "man-tor 09:00-14:00");
    await eva.press("Jeg kan ikke læse tiden", "Gem");
    await eva.sees("Gemt. Tak");
    await eva.picture("b8-saved");
    await narrow(eva);
  }],
  ["in English when the person reads English", async ({ leo }) => {
    await leo.page.getByLabel("Sprog").selectOption("en-GB");
    await leo.say("hello");
    await leo.sees("Never alone – always competent");
    await leo.picture("b9-english");
  }],
  ["after a reload everything is still there", async ({ anna }) => {
    await anna.page.reload();
    await anna.sees("Henvendelsen er afsluttet");
  }],
];

async function narrow({ page, name }) {
  const wide = await page.evaluate(() => {
    const inside = [...document.querySelectorAll("main, main *")].filter((one) => one.offsetParent && !one.closest(".unseen"));
    return inside.filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 120));
  });
  expect(!wide.length, `too wide for ${name}'s phone: ${wide.slice(0, 3).join(" | ")}`);
}

const browser = await launch();
const people = {};
for (const name of ["anna", "eva", "bo", "rikke", "leo"]) people[name] = await BrowserPerson.open(browser, name, address, pictures);
const elsewhere = [];
for (const { page } of Object.values(people)) {
  page.on("request", (request) => new URL(request.url()).hostname === "127.0.0.1" || elsewhere.push(request.url()));
}
await walk(STEPS, people);
if (elsewhere.length) {
  console.log(`asked elsewhere: ${elsewhere.join(" ")}`);
  process.exitCode = 1;
}
await browser.close();
