/** True for what may not reach a terminal, an XML file or a report as it is. */
const isHarmful = (code: number): boolean =>
  code < 0x20 ||
  (code >= 0x7f && code <= 0x9f) ||
  (code >= 0xd800 && code <= 0xdfff) ||
  (code >= 0x200e && code <= 0x200f) ||
  (code >= 0x2028 && code <= 0x202e) ||
  (code >= 0x2066 && code <= 0x2069) ||
  code === 0xfeff ||
  (code & 0xfffe) === 0xfffe;

const spelled = (code: number): string =>
  code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;

/**
 * Text of unknown origin made harmless: control characters (escape sequences among them), lone surrogates, noncharacters
 * and marks that turn the writing direction are spelled out (`\x1b`). Line feeds stay, carriage returns before them go, tabs become a blank.
 */
export const visible = (text: string): string =>
  Array.from(text.replaceAll('\r\n', '\n'), (character) => {
    if (character === '\n') return character;
    if (character === '\t') return ' ';
    const code = character.codePointAt(0) ?? 0;
    return isHarmful(code) ? spelled(code) : character;
  }).join('');

/** The same on one line: every run of white space is one blank. */
export const visibleLine = (text: string): string => visible(text).replace(/\s+/g, ' ').trim();

/** Cuts text to a number of characters; what is cut ends in an ellipsis. */
export const shorten = (text: string, length: number): string => {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, Math.max(0, length - 1)).join('')}…`;
};
