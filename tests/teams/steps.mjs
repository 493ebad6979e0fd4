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
