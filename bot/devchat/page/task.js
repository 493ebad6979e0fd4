// A task module: the bot's card in a dialog, until the bot says it is over.
import { act } from "./bot.js";
import { draw } from "./cards.js";

const dialog = document.getElementById("task");
const title = document.getElementById("task-title");
const body = document.getElementById("task-body");
document.getElementById("task-close").onclick = () => dialog.close();

export async function task(person, asks) {
  const answer = await act(person, { type: "invoke", ...asks });
  const next = answer.body?.task;
  if (!next) {
    dialog.close();
    return answer;
  }
  if (next.type === "message") {
    dialog.close();
    return { status: 200, body: { type: "message", value: next.value } };
  }
  title.textContent = next.value.title ?? "";
  const onSubmit = (data) => task(person, { name: "task/submit", value: { data, context: { theme: "default" } } });
  body.replaceChildren(draw(next.value.card.content, { person, onSubmit }));
  if (!dialog.open) dialog.showModal();
  return null;
}
