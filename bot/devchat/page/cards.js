// Cards, drawn by Microsoft's own library, and what their buttons do: as Teams does it.
import { act } from "./bot.js";
import { LOOK } from "./look.js";
import { markdown } from "./markdown.js";
import { task } from "./task.js";

const CARD = "application/vnd.microsoft.card.adaptive";
const ERROR = "application/vnd.microsoft.error";

export function draw(payload, { person, replyToId, onSubmit }) {
  const frame = document.createElement("div");
  frame.className = "card";
  const library = window.AdaptiveCards;
  if (!library) {
    note(frame, payload.fallbackText || payload.speak || "Kortet kan ikke tegnes: adaptivecards blev ikke hentet.", "alert");
    return frame;
  }
  library.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown(text);
    result.didProcess = true;
  };
  const card = new library.AdaptiveCard();
  card.hostConfig = new library.HostConfig(LOOK);
  card.parse(payload);
  card.onExecuteAction = (action) => press(library, action, { frame, person, replyToId, onSubmit });
  frame.append(card.render() ?? "");
  return frame;
}

async function press(library, action, where) {
  if (action instanceof library.OpenUrlAction) {
    window.open(action.url, "_blank", "noopener,noreferrer");
    return;
  }
  busy(where.frame, true);
  const data = { ...action.data };
  const answer = action instanceof library.ExecuteAction ? await execute(action, data, where) : await submit(data, where);
  busy(where.frame, false);
  if (answer) tell(where.frame, answer);
}

function execute(action, data, { person, replyToId }) {
  const inner = { type: "Action.Execute", title: action.title, verb: action.verb, data };
  const value = { action: inner, trigger: "manual" };
  return act(person, { type: "invoke", name: "adaptiveCard/action", replyToId, value });
}

async function submit(data, { person, replyToId, onSubmit }) {
  if (onSubmit) return onSubmit(data);
  const { msteams, ...value } = data;
  switch (msteams?.type) {
    case "task/fetch":
      return task(person, { name: "task/fetch", replyToId, value: { data, context: { theme: "default" } } });
    case "imBack":
      return act(person, { type: "message", text: msteams.value });
    case "messageBack":
      return act(person, { type: "message", replyToId, text: msteams.text, value: msteams.value });
    default:
      return act(person, { type: "message", replyToId, value });
  }
}

// A new card in place of this one comes through the stream of events; only words are said here.
function tell(frame, { status, body }) {
  if (status >= 400) note(frame, `Det gik ikke (status ${status}). Prøv igen.`, "alert");
  else if (body?.type === ERROR) note(frame, body.value?.message ?? "Det gik ikke.", "alert");
  else if (body?.type && body.type !== CARD) note(frame, String(body.value ?? ""), "status");
}

function note(frame, text, role) {
  frame.querySelector(":scope > .note")?.remove();
  const line = Object.assign(document.createElement("p"), { className: `note ${role}`, textContent: text });
  line.setAttribute("role", role);
  frame.append(line);
}

function busy(frame, now) {
  frame.setAttribute("aria-busy", now);
  for (const button of frame.querySelectorAll("button")) button.disabled = now;
}
