// The whole journey, clicked through three Playgrounds: node journey_playground.mjs '{"anna": URL, "eva": …, "kim": …}' DIR
import { launch, PlaygroundPerson } from "./clients.mjs";
import { expect, walk } from "./steps.mjs";

const [addresses, pictures] = [JSON.parse(process.argv[2]), process.argv[3]];

const WELCOME = "Aldrig alene – altid kompetent";
const QUESTION = "en dreng i 3.b kaster med stole når vi skifter lokale, hvad gør vi";
const ANSWER = "Fordi du skrev";
const FORM = "Hvad ser du?";
const ASKED = "er spurgt og svarer senest";
const OFFER = "En kollega beder om hjælp";
const STRANDED = "Ingen i rækken har mulighed. Vil du tage den?";
const HELPING = "Du hjælper";
const HELPED_BY = "Din kollega";

async function find({ anna }, see) {
  await anna.press(ANSWER, "Find en kollega");
  await anna.sees(FORM);
  if (see) await anna.fill(FORM, FORM, see);
  await anna.choose(FORM, "Hvem vil du helst tale med?", "PPR-psykolog");
}

const STEPS = [
  ["1 the welcome: what it can do, examples to tap, what it never wants to know", async ({ anna }) => {
    const card = await anna.sees(WELCOME);
    expect((await card.getByRole("button").count()) === 4, "three examples and a way to a human");
    await card.getByText("Skriv aldrig navne").waitFor();
    await anna.picture("1-welcome");
  }],
  ["1 hej is greeted too", async ({ anna }) => {
    await (await anna.asks("hej")).getByText(WELCOME).waitFor();
  }],
  ["2 a question in everyday Danish gets one card that says why", async ({ anna }) => {
    const card = await anna.asks(QUESTION);
    await card.getByText(ANSWER).first().waitFor();
    const entries = await card.getByRole("button", { name: "Læs mere" }).count();
    expect(entries >= 1 && entries <= 3, `${entries} entries on the card`);
    for (const button of ["Det hjalp", "Det passer ikke", "Find en kollega"]) {
      expect(await card.getByRole("button", { name: button, exact: true }).count(), `no button ${button}`);
    }
    await anna.picture("2-answer");
    await anna.portrait("answer", ANSWER);
  }],
  ["2 an entry opens in full", async ({ anna }) => {
    await (await anna.sees(ANSWER)).getByRole("button", { name: "Læs mere" }).first().click();
    const card = await anna.sees("Sådan gør du");
    for (const part of ["Spørg barnet", "Spørg forældrene", "Kilde", "Sidst gennemset"]) await card.getByText(part).first().waitFor();
    await anna.picture("2-entry");
  }],
  ["2 no poor guess: what the catalogue does not know is not answered", async ({ anna }) => {
    const card = await anna.asks("hvilken maling holder bedst på et vindue af træ");
    await card.getByRole("button", { name: "Find en kollega" }).waitFor();
    expect(!(await card.getByText(ANSWER).count()), "it guessed");
    await anna.picture("2-no-answer");
  }],
  ["2 a CPR number is hidden, and the writer is told how to delete it", async ({ anna }) => {
    await anna.say("Drengen 010114-1234 græder hver morgen ved afleveringen");
    const card = await anna.sees("Jeg har skjult noget");
    expect(!(await card.getByText("010114").count()), "the number came back");
    await anna.picture("2-masked");
  }],
  ["2 danger comes before any search", async ({ anna }) => {
    await anna.say("barnet fortæller at far slår ham derhjemme");
    await anna.sees("Gør det her nu");
    await anna.picture("2-acute");
  }],
  ["3 the form is filled from what was written, and shows who is asked, why and by when", async (people) => {
    await people.anna.asks(QUESTION);
    await find(people);
    const see = (await people.anna.sees(FORM)).getByRole("textbox", { name: FORM });
    expect((await see.inputValue()).includes("kaster med stole"), "the form was empty");
    await people.anna.picture("3-form");
    await people.anna.press(FORM, "Send til en kollega");
    const status = await people.anna.sees(ASKED);
    for (const part of ["Eva Lind", "Hvorfor", "Imens"]) await status.getByText(part).first().waitFor();
    await people.anna.picture("3-status");
    await people.anna.portrait("status", ASKED);
  }],
  ["4 the helper is asked in their own chat, and may say no in one tap", async ({ eva }) => {
    await eva.sees(OFFER);
    await eva.picture("4-offer");
    await eva.portrait("offer", OFFER);
    await eva.press(OFFER, "Ikke mig");
    await eva.card(OFFER).getByRole("button", { name: "Ingen tid lige nu" }).waitFor();
    await eva.picture("4-not-me");
    await eva.press(OFFER, "Ingen tid lige nu");
    await eva.sees(/Tak for dit svar|gået videre/);
  }],
  ["5 at the end of the order stands the coordinator, and the asker's card says so", async ({ anna, kim }) => {
    await kim.sees(STRANDED);
    await kim.picture("5-stranded");
    await anna.sees("Vi slipper den ikke");
    await anna.picture("5-status");
  }],
  ["7 the coordinator sees open cases without their text", async ({ kim }) => {
    await kim.say("koordinator");
    await kim.sees("Hjælpere, botten ikke kan nå");
    await kim.picture("7-home");
    await kim.portrait("coordinator", "Hjælpere, botten ikke kan nå");
    await kim.press("Hjælpere, botten ikke kan nå", "Åbne sager");
    const cases = await kim.sees("Forløbet uden det, kollegaen skrev");
    expect(!(await cases.getByText("kaster").count()), "the note is in the list");
    await kim.picture("7-cases");
  }],
  ["7 and takes the stranded one", async ({ anna, kim }) => {
    await kim.press("Forløbet uden det, kollegaen skrev", "Jeg tager den");
    await kim.sees(HELPING);
    await anna.sees(HELPED_BY);
  }],
  ["6 both are connected by a link to a chat of their own", async ({ anna, kim }) => {
    await anna.card(HELPED_BY).getByText("Åbn chat med Kim Vang").waitFor();
    await kim.card(HELPING).getByText("Åbn chat med Anna Holm").waitFor();
    await anna.picture("6-connected");
    await kim.picture("6-connected");
  }],
  ["6 they have talked, and it helped", async ({ anna, kim }) => {
    await kim.press(HELPING, "Vi har talt sammen");
    await kim.sees("I har talt sammen");
    await anna.press(HELPED_BY, "Det hjalp");
    await anna.sees("Det hjalp. Godt gået, begge to.");
    await anna.picture("6-helped");
    await kim.sees(/Sådan endte det|Det hjalp/);
    await kim.picture("6-thanks");
  }],
  ["4 a second case: the helper says yes, and is connected", async (people) => {
    const { anna, eva } = people;
    await anna.asks("en pige i 5. klasse er holdt op med at komme i skole");
    await find(people, "Eleven er blevet væk fra skole i tre uger.");
    await anna.press(FORM, "Send til en kollega");
    await eva.sees("Eleven er blevet væk");
    await eva.press("Eleven er blevet væk", "Jeg tager den");
    await eva.sees(HELPING);
    await eva.picture("6-connected");
    await anna.sees("Eva Lind");
  }],
  ["7 the coordinator writes a new entry, and the next question meets it", async ({ anna, kim }) => {
    await kim.say("nyt opslag");
    await kim.sees("Nyt opslag");
    const form = "Intet er udgivet, før du har set";
    await kim.fill(form, "Titel", "Skovruten før første time");
    await kim.fill(form, "Hvad gør det? Én linje", "En kort gåtur ad skovruten, før timen begynder.");
    await kim.fill(form, "Formål", "En fast gåtur ad skovruten giver uro et sted at gå hen, før undervisningen begynder.");
    await kim.fill(form, "Trin, ét på hver linje", "Gå skovruten sammen.\nBegynd timen med det samme.");
    await kim.fill(form, "Sådan siger kolleger det, én sætning på hver linje", "klassen har brug for skovruten om morgenen");
    await kim.picture("7-entry-form");
    await kim.press(form, "Prøv og udgiv");
    await kim.sees("Hvad ændrer det?");
    await kim.picture("7-what-if");
    await kim.press("Hvad ændrer det?", "Udgiv");
    await kim.sees("Udgivet: Skovruten før første time");
    await anna.say("kan klassen gå skovruten om morgenen før første time");
    await anna.sees("Skovruten før første time");
    await anna.picture("7-new-entry");
  }],
  ["7 and puts a person on the list", async ({ kim }) => {
    await kim.say("ny person");
    const form = "Ny person på listen";
    await kim.sees(form);
    await kim.fill(form, "Arbejdsmail", "ida@demo.example");
    await kim.fill(form, "Navn", "Ida Opfundet");
    await kim.card(form).getByRole("checkbox", { name: "Inklusionsvejleder" }).check();
    await kim.picture("7-person-form");
    await kim.press(form, "Gem");
    await kim.sees("Gemt: Ida Opfundet");
  }],
  ["8 the helper sets hours, room and absence", async ({ eva }) => {
    await eva.say("min tid");
    const form = "Min tid";
    await eva.sees("Højst så mange sager ad gangen");
    await eva.fill("Højst så mange sager ad gangen", "Arbejdstid", "man-tor 09:00-15:00");
    await eva.picture("8-my-time");
    await eva.press("Højst så mange sager ad gangen", "Gem");
    await eva.sees("Gemt. Tak");
    expect(await eva.card(form).count(), "the form is gone");
    await eva.picture("8-saved");
  }],
  ["an entry is found from the box where messages are written", async ({ anna }) => {
    await anna.searches("co-teaching stationer");
    const found = anna.page.getByText("Co-teaching: stationer", { exact: true }).last();
    await found.waitFor();
    await anna.picture("9-search");
    await found.click();
    await anna.sees("Co-teaching: stationer");
    await anna.picture("9-share");
  }],
  ["in a channel an @mention is answered, and cases are kept for the personal chat", async ({ anna }) => {
    await anna.mention("et barn slår de andre når vi skifter lokale");
    const card = await anna.sees(ANSWER);
    await card.getByText("Her kan andre læse med").waitFor();
    expect(!(await card.getByRole("button", { name: "Find en kollega" }).count()), "a case begins in a channel");
    await anna.picture("9-channel");
  }],
  ["5 at the end every card about the first case tells the truth", async ({ anna, kim }) => {
    await anna.page.getByRole("treeitem", { name: "Personal Chat" }).click();
    await anna.cards().filter({ hasText: "I er i gang" }).waitFor({ state: "detached" });
    await kim.card(HELPING).getByText("Det hjalp. Godt gået, begge to.").waitFor();
    expect(!(await kim.card(HELPING).getByText("Giv den videre").count()), "a closed case can be handed on");
  }],
];

const browser = await launch();
const people = {};
for (const [name, address] of Object.entries(addresses)) {
  people[name] = await PlaygroundPerson.open(browser, name, address, pictures);
}
await walk(STEPS, people);
await browser.close();
