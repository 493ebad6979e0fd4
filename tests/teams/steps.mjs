import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, join } from "node:path";

// A folder's files on this machine alone, where SharePoint would hold them; gives the address.
export async function serve(folder) {
  const server = createServer(async (request, response) => {
    response.end(await readFile(join(folder, basename(request.url))));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${server.address().port}`;
}

// Runs the steps of a journey one after another; what fails leaves a picture of everybody.
export async function walk(steps, people) {
  try {
    for (const [what, step] of steps) {
      await step(people);
      console.log(`ok    ${what}`);
    }
  } catch (failed) {
    console.log(`failed ${failed.stack}`);
    process.exitCode = 1;
    for (const person of Object.values(people)) await person.picture("failed");
  }
  for (const person of Object.values(people)) {
    if (!person.errors.length) continue;
    console.log(`errors in the page of ${person.name}: ${person.errors.join("; ")}`);
    process.exitCode = 1;
  }
}

export function expect(truth, what) {
  if (!truth) throw new Error(what);
}
