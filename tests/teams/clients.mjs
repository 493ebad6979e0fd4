// The two clients the journey is clicked in. Each gives a person: say, sees, card, press, fill, choose, picture.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const PATIENCE = 20_000;

export function launch() {
  const executablePath = BROWSERS.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("no Chromium found; set CHROMIUM to its path");
  return chromium.launch({ executablePath, headless: true, args: QUIET });
}

class Person {
  constructor(page, name, pictures) {
    Object.assign(this, { page, name, pictures });
    page.setDefaultTimeout(PATIENCE);
    this.errors = [];
    page.on("pageerror", (error) => this.errors.push(String(error)));
  }

  // The newest card that says this.
  card(text) {
    return this.cards().filter({ hasText: text }).last();
  }

  async sees(text) {
    const card = this.card(text);
    await card.waitFor();
    await card.evaluate((drawn) => drawn.scrollIntoView({ block: "nearest" })); // it may be redrawn at any moment
    return card;
  }

  // Says it and waits for the card that answers.
  async asks(text) {
    const before = await this.cards().count();
    await this.say(text);
    const card = this.cards().nth(before);
    await card.waitFor();
    return card;
  }

  async press(text, button) {
    const card = await this.sees(text);
    await card.getByRole("button", { name: button, exact: true }).last().click();
  }

  async fill(text, label, value) {
    await (await this.sees(text)).getByRole("textbox", { name: label }).first().fill(value);
  }

  // Only the card, for the README.
  async portrait(name, text) {
    const card = await this.sees(text);
    await this.page.waitForTimeout(400);
    await card.screenshot({ path: `${this.pictures}/card-${name}.png` });
  }

  async picture(name) {
    await this.page.waitForTimeout(400); // let the drawing settle
    await this.page.screenshot({ path: `${this.pictures}/${name}-${this.name}.png` });
  }
}

export class PlaygroundPerson extends Person {
  static async open(browser, name, address, pictures) {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 }, locale: "da-DK" });
    const person = new PlaygroundPerson(page, name, pictures);
    await page.goto(address, { waitUntil: "load" });
    await page.getByText("Type a message").waitFor();
    await page.waitForTimeout(1_000); // it drops what is typed before its socket is open
    await page.getByRole("button").last().click(); // its log panel
    return person;
  }

  cards() {
    return this.page.locator(".ac-adaptiveCard");
  }

  async say(text) {
    await this.box().click();
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Enter");
  }

  async choose(text, label, option) {
    const card = await this.sees(text);
    await card.getByRole("combobox", { name: label }).click();
    await this.page.getByRole("option", { name: option, exact: true }).last().click();
  }

  // Its page cannot attach a file, but sends any activity that is written out: this is what Teams sends for one.
  async drops(name, downloadUrl) {
    const content = { downloadUrl, uniqueId: "1150D938-8870-4044-9F2C-5BBDEBA70C9D", fileType: name.split(".").pop() };
    const contentType = "application/vnd.microsoft.teams.file.download.info";
    const attachments = [{ contentType, name, content, contentUrl: `https://kommune-my.sharepoint.com/${name}` }];
    await this.page.getByRole("button", { name: "Mock an Activity" }).click();
    await this.page.getByRole("menuitem", { name: "Custom activity", exact: true }).click();
    const dialog = this.page.getByRole("dialog", { name: "Custom activity" });
    await dialog.getByText("custom-activity-type").waitFor();
    await dialog.getByText("recipient").click();
    for (const key of ["Control+End", "ArrowUp", "End", "Shift+Home"]) await this.page.keyboard.press(key);
    const written = JSON.stringify({ type: "message", text: "", locale: "da-DK", attachments });
    await dialog.locator("textarea").evaluate((field, text) => {
      const clipboardData = new DataTransfer(); // pasted, for the editor adds brackets to what is typed
      clipboardData.setData("text/plain", text);
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
    }, written.slice(1, -1));
    await dialog.getByRole("button", { name: "Send activity" }).click();
    await dialog.waitFor({ state: "hidden" });
  }

  async mention(text) {
    await this.page.getByRole("treeitem", { name: "Skovbakkeskolen - 3.b" }).click();
    await this.page.getByRole("button", { name: "Post", exact: true }).waitFor();
    await this.box().click();
    await this.page.keyboard.type("@");
    await this.page.locator("[role=listbox]").getByText("Aldrig alene").last().click();
    await this.page.keyboard.type(` ${text}`);
    await this.page.getByRole("button", { name: "Post", exact: true }).click();
  }

  async searches(words) {
    await this.page.getByRole("button", { name: "Trigger Message Extension App" }).click();
    await this.page.getByRole("menuitem", { name: "Search Command" }).click();
    await this.page.getByPlaceholder("Enter a search term").fill(words);
  }

  box() {
    return this.page.locator("div[role=textbox][contenteditable=true]").first();
  }
}

export class BrowserPerson extends Person {
  static async open(browser, name, address, pictures) {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const person = new BrowserPerson(page, name, pictures);
    await page.goto(`${address}try/#${name}`, { waitUntil: "load" });
    await page.getByRole("tab", { selected: true }).waitFor();
    return person;
  }

  cards() {
    return this.page.locator(`#room-${this.name} .card`);
  }

  async say(text) {
    await this.page.getByRole("textbox", { name: "Skriv til botten" }).fill(text);
    await this.page.getByRole("button", { name: "Send", exact: true }).click();
  }

  async choose(text, label, option) {
    const card = await this.sees(text);
    await card.getByRole("combobox", { name: label }).selectOption({ label: option });
  }
}
