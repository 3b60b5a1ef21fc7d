const distance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(
        Math.min(
          (previous[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    previous = row;
  }
  return previous[b.length] ?? 0;
};

/** The known word most like the given one by edit distance, or undefined when none is near (more than half its letters differ). */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const plain = word.toLowerCase();
  const scored = known.map((candidate) => ({ candidate, far: distance(plain, candidate.toLowerCase()) }));
  const best = scored.sort((a, b) => a.far - b.far)[0];
  return best !== undefined && best.far <= Math.max(1, Math.floor(word.length / 2))
    ? best.candidate
    : undefined;
};
