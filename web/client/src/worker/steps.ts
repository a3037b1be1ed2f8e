/** So many records of a module are read at a time: some 10 ms of a laptop, 40 of a slow tablet. */
export const kReadAtATime = 3000;

const isUnread = (answer: unknown): boolean =>
  typeof answer === "object" && answer !== null && "unread" in answer && answer.unread === true;

/**
 * Asks until everything is read that the answer takes. What else is asked meanwhile has its turn in
 * between.
 */
export async function inSteps<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (!isUnread(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve));
  }
}
