import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from '../../../lib/term/visible.js';
import { readXml, writeXml } from '../../../lib/xml/document.js';
import { childrenOf, element } from '../../../lib/xml/element.js';

test('an element is written and read back', () => {
  const root = element('suite', { name: 'a "b" <c> & d' }, [
    element('case', { time: '1' }, ['text ]]> & <b>']),
    element('case'),
  ]);
  const seen = readXml(writeXml(root));
  expect(seen.attributes).toEqual(root.attributes);
  expect(
    childrenOf(seen, 'case').map(({ children }) =>
      children.filter((child) => typeof child === 'string').join(''),
    ),
  ).toEqual(['text ]]> & <b>', '']);
});

test('any text can be written, and is read back visible', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
      const seen = readXml(writeXml(element('a', { b: text }, [`x${text}`])));
      expect(seen.children.filter((child) => typeof child === 'string').join('')).toBe(`x${visible(text)}`);
      expect(seen.attributes['b']).toBe(visible(text));
    }),
  );
});

test('CDATA is text, comments are nothing', () => {
  expect(readXml('<a><!-- no --><![CDATA[<yes>]]></a>').children).toEqual(['<yes>']);
});

test('text without any element is refused', () => {
  expect(() => readXml('no XML')).toThrow();
});
