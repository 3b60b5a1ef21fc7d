/** Waits for both, also when one fails, so that nothing goes on behind a failure; gives the first. */
export const settled = async <T>(first: Promise<T>, second: Promise<unknown>): Promise<T> => {
  await Promise.allSettled([first, second]);
  await second;
  return first;
};
