/** Parses the kernel's form of a list of numbers, e.g. `0-3,8` (cpuset(7), "List format"). */
export const parseNumberList = (text: string): readonly number[] =>
  text
    .trim()
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first = Number.NaN, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
