// The little Markdown that cards may use: bold, italics, links to https, lists, lines. Everything else stays as typed.
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function markdown(text) {
  const lines = text.replace(/[&<>"']/g, (sign) => ESCAPES[sign]).split(/\r?\n/);
  const blocks = [];
  for (const line of lines) {
    const item = line.match(/^\s*(?:[-*]|\d+[.)])\s+(.*)$/);
    const kind = item ? (/^\s*\d/.test(line) ? "ol" : "ul") : "p";
    const last = blocks.at(-1);
    if (last?.kind === kind) last.lines.push(inline(item ? item[1] : line));
    else blocks.push({ kind, lines: [inline(item ? item[1] : line)] });
  }
  return blocks.map(block).join("");
}

function block({ kind, lines }) {
  if (kind === "p") return `<p style="margin:0">${lines.join("<br>")}</p>`;
  return `<${kind}>${lines.map((line) => `<li>${line}</li>`).join("")}</${kind}>`;
}

function inline(line) {
  return line
    .replace(/\[([^\]]+)\]\((https:[^)\s]+)\)/g, '<a href="$2" target="_blank" rel="noopener noreferrer">$1</a>')
    .replace(/\*\*(.+?)\*\*/g, "<strong>$1</strong>")
    .replace(/(?<![\w*])[_*](?!\s)(.+?)(?<!\s)[_*](?![\w*])/g, "<em>$1</em>");
}
