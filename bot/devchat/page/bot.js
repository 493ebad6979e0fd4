// What a person does goes to the bot through the server; the answer is { status, body }.
export const personLocale = { value: "da-DK" };

export async function act(person, does) {
  try {
    const response = await fetch(`act/${person}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ locale: personLocale.value, ...does }),
    });
    return response.ok ? await response.json() : { status: response.status, body: null };
  } catch {
    return { status: 503, body: null };
  }
}
