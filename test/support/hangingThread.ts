/** A thread that never finishes the task "hang", and finishes any other immediately. */
export default function work(task: string): string {
  while (task === "hang");
  return `${task} done`;
}
