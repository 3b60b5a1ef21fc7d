/** The part of the package tap-junit 5 that is used: it comes without types. */
declare module 'tap-junit' {
  interface Options {
    /** Attribute `name` of `testsuites`. */
    readonly name: string;
    /** Attribute `name` of the one `testsuite`. */
    readonly classname: string;
  }
  interface Parser {
    /** Takes the whole TAP text and, before it returns, prints the XML by `console.info`. */
    end(tap: string): void;
  }
  const tapJunit: (options: Options) => Parser;
  export default tapJunit;
}
