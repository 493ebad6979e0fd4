// The room: one tab a person, one log a tab. The server tells what happened; this page only shows it.
import { act, personLocale } from "./bot.js";
import { draw } from "./cards.js";

const tabs = document.getElementById("people");
const rooms = document.getElementById("rooms");
const trouble = document.getElementById("trouble");
const people = new Map();

const events = new EventSource("events");
events.onmessage = ({ data }) => HAPPENED[JSON.parse(data).op](JSON.parse(data));
events.onerror = () => say("Ingen forbindelse til botten. Siden prøver igen af sig selv.");
events.onopen = () => say("");

const HAPPENED = {
  start({ people: cast }) {
    tabs.replaceChildren();
    rooms.replaceChildren();
    people.clear();
    cast.forEach(open);
    choose(people.has(location.hash.slice(1)) ? location.hash.slice(1) : cast[0].id);
  },
  put({ person, activity, old }) {
    const { bubbles, log, id } = people.get(person);
    const fresh = !bubbles.has(activity.id);
    if (fresh) bubbles.set(activity.id, log.appendChild(document.createElement("article")));
    show(bubbles.get(activity.id), activity, id);
    if (!fresh) return;
    log.querySelector(".empty")?.remove();
    log.scrollTop = bubbles.get(activity.id).offsetTop - log.offsetTop - 12;
    if (!old && !activity.mine) unread(person, 1);
  },
  remove({ person, id }) {
    people.get(person).bubbles.get(id)?.remove();
    people.get(person).bubbles.delete(id);
  },
};

function open({ id, name, title }) {
  const room = document.getElementById("room").content.cloneNode(true).firstElementChild;
  Object.assign(room, { id: `room-${id}` });
  room.setAttribute("aria-labelledby", `tab-${id}`);
  rooms.append(room);
  const tab = document.createElement("button");
  Object.assign(tab, { id: `tab-${id}`, type: "button", role: "tab", onclick: () => choose(id) });
  tab.setAttribute("aria-controls", room.id);
  tab.append(span("name", name), span("title", title), span("count", ""));
  tabs.append(tab);
  const box = room.querySelector("textarea");
  box.id = `say-${id}`;
  room.querySelector("label").htmlFor = box.id;
  room.querySelector("form").onsubmit = (event) => submit(event, id, box);
  box.onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event, id, box);
  };
  people.set(id, { id, tab, room, log: room.querySelector(".log"), bubbles: new Map(), count: 0 });
}

function choose(id) {
  for (const person of people.values()) {
    const chosen = person.id === id;
    person.tab.setAttribute("aria-selected", chosen);
    person.tab.tabIndex = chosen ? 0 : -1;
    person.room.hidden = !chosen;
  }
  history.replaceState(null, "", `#${id}`);
  people.get(id).tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  unread(id, 0);
}

function unread(id, more) {
  const person = people.get(id);
  person.count = more && person.room.hidden ? person.count + more : 0;
  const count = person.tab.querySelector(".count");
  count.textContent = person.count || "";
  count.setAttribute("aria-label", person.count ? `${person.count} nye` : "");
}

function show(bubble, { mine, text, cards, id, at }, person) {
  bubble.className = mine ? "mine" : "bots";
  bubble.replaceChildren(span("who", `${mine ? "Dig" : "Aldrig alene"} · ${clock(at)}`));
  if (text) bubble.append(span("text", text));
  for (const card of cards) bubble.append(draw(card, { person, replyToId: id }));
}

async function submit(event, person, box) {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  const { status } = await act(person, { type: "message", text });
  say(status < 400 ? "" : `Botten tog ikke imod (status ${status}).`);
}

tabs.onkeydown = (event) => {
  const all = [...people.keys()];
  const now = all.indexOf(document.activeElement?.id.slice("tab-".length));
  const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: all.length - 1 }[event.key];
  if (next === undefined || now < 0) return;
  event.preventDefault();
  const id = all.at(next % all.length);
  choose(id);
  people.get(id).tab.focus();
};

document.getElementById("language").onchange = ({ target }) => (personLocale.value = target.value);

function say(problem) {
  trouble.textContent = problem;
  trouble.hidden = !problem;
}

function span(name, text) {
  return Object.assign(document.createElement("span"), { className: name, textContent: text });
}

function clock(at) {
  return new Date(at).toLocaleTimeString("da-DK", { hour: "2-digit", minute: "2-digit" });
}
