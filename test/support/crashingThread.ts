/** A thread that crashes, with all its tasks, when one of them is "die". */
export default function work(tasks: readonly string[]): PromiseSettledResult<string>[] {
  return tasks.map((task) => {
    if (task === "die") process.exit(1);
    return { status: "fulfilled", value: `${task} done` };
  });
}
