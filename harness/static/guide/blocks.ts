/** A fenced block of Rust code in a Markdown file. */
export interface CodeBlock {
  /** Line of its first line of code, from 1. */
  readonly line: number;
  readonly code: string;
}

/** A Markdown file taken apart: its Rust code, and its text with every fenced block blanked out, so that line numbers stay. */
export interface GuideText {
  readonly blocks: readonly CodeBlock[];
  readonly prose: readonly string[];
}

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*(.*)$/;

const isRust = (info: string): boolean => {
  const words = info.split(/[\s,{}]+/).filter((word) => word !== '');
  // What is meant not to compile is no example of use.
  return words[0] === 'rust' && !words.includes('compile_fail');
};

/** Hidden lines of rustdoc's kind (`# use …`) belong to the code; `##` stands for a line that begins with `#`. */
const visible = (line: string): string =>
  /^\s*# /.test(line) ? line.replace('# ', '') : /^\s*#$/.test(line) ? '' : line.replace(/^(\s*)##/, '$1#');

/** Takes a Markdown file apart (CommonMark, "Fenced code blocks"). */
export const readGuide = (markdown: string): GuideText => {
  const blocks: CodeBlock[] = [];
  const prose: string[] = [];
  let open: { fence: string; rust: boolean; line: number; code: string[] } | undefined;
  for (const [index, line] of markdown.split(/\r?\n/).entries()) {
    const [, fence = '', info = ''] = FENCE.exec(line) ?? [];
    if (open === undefined) {
      const begins = fence !== '' && !(fence.startsWith('`') && info.includes('`'));
      if (begins) open = { fence, rust: isRust(info), line: index + 2, code: [] };
      prose.push(begins ? '' : line);
      continue;
    }
    prose.push('');
    if (fence.startsWith(open.fence) && info.trim() === '') {
      if (open.rust) blocks.push({ line: open.line, code: open.code.join('\n') });
      open = undefined;
    } else open.code.push(visible(line));
  }
  if (open?.rust === true) blocks.push({ line: open.line, code: open.code.join('\n') });
  return { blocks, prose };
};

const withoutComments = (code: string): string =>
  code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');

/** True when the code, comments aside, names the type. */
export const namesType = (block: CodeBlock, type: string): boolean =>
  new RegExp(`\\b${type}\\b`).test(withoutComments(block.code));

/**
 * A block as a program of its own. Code without a `main` stands in an async function whose errors may be of any kind, so that `.await` and
 * `?` can be written as guides write them; it is compiled, never run. The subject is there as `tokio` and under its own name.
 * @param library name of the subject's library, as code writes it.
 */
export const asProgram = ({ code }: CodeBlock, library: string): string => {
  const alias = library === 'tokio' ? '' : `extern crate tokio as ${library};\n`;
  // An example may leave a variable unused; whether it compiles is all that is asked.
  const head = `#![allow(warnings)]\n`;
  if (/\bfn\s+main\s*\(/.test(withoutComments(code))) return `${head}${code}\n${alias}`;
  const end = withoutComments(code).trimEnd();
  const example = (result: string, closing: string): string =>
    `${head}${alias}async fn example() -> ::core::result::Result<(), ${result}> {\n${code}\n${closing}}\nfn main() {}\n`;
  if (/\bOk::<[\s\S]*>\(\(\)\)$/.test(end)) return example('impl ::core::fmt::Debug', '');
  return example('Box<dyn ::std::error::Error>', /\bOk\(\(\)\)$/.test(end) ? '' : ';\nOk(())\n');
};
