/** Names in the JUnit file. */
export interface JunitNames {
  readonly name: string;
  readonly suite: string;
}

/**
 * Turns TAP into JUnit XML by the package tap-junit, in this process. It has no way to hand its text back: without an output
 * file it prints it by `console.info` (with one, it ends the process when a test failed). It does so before `end` returns,
 * so catching that one call is enough and nothing else can print meanwhile. Loaded only when called.
 */
export const tapToJunit = async (tap: string, names: JunitNames): Promise<string> => {
  const { default: tapJunit } = await import('tap-junit');
  const parser = tapJunit({ name: names.name, classname: names.suite });
  const printed: string[] = [];
  const own = Object.getOwnPropertyDescriptor(console, 'info');
  Object.defineProperty(console, 'info', {
    configurable: true,
    value: (text: string): void => {
      printed.push(text);
    },
  });
  try {
    parser.end(tap);
  } finally {
    if (own === undefined) Reflect.deleteProperty(console, 'info');
    else Object.defineProperty(console, 'info', own);
  }
  return printed.join('\n').trim();
};
