// Ini files: what a line means, and that an edit changes nothing but what it was asked to.
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import {
  type IniFile,
  iniBytes,
  parseIni,
  removeSections,
  sectionsOf,
  setKey,
  setKeys,
} from '../../src/hosts/index.ts'

const ini = suite('ini files')

function parse(text: string | Buffer): IniFile {
  return parseIni('hosts.ini', Buffer.from(text as string), 'E_USAGE')
}

function textsOf(file: IniFile, title: string, name: string): readonly string[] | undefined {
  return sectionsOf(file)
    .find((section) => section.title === title)
    ?.values.get(name)?.texts
}

const VALUES: [string, string, string][] = [
  ['blanks around it do not count', 'k =  a b ', 'a b'],
  ['a comment behind it does not count', 'k = a ; why', 'a'],
  ['an escaped semicolon is one', 'k = a\\;b', 'a;b'],
  ['quotes keep what would begin a comment', 'k = "a;b#c"', 'a;b#c'],
  ['a comment may follow quotes', 'k = "a;b" ; why "so"', 'a;b'],
  ['true, null and numbers are text', "k = 'null'", 'null'],
  ['a key alone is true', 'k ; why', 'true'],
  ['what follows the first = is the value', 'k = a=b', 'a=b'],
]
for (const [name, line, expected] of VALUES) {
  ini(name, () => assert.equal(textsOf(parse(`[s]\n${line}\n`), 's', 'k'), [expected]))
}

ini('a header may be followed by a comment, and its dots do not nest', () => {
  assert.equal(textsOf(parse('[host "a.b"] ; the first\nk = 1\n'), 'host "a.b"', 'k'), ['1'])
})

ini('no name is special', () => {
  assert.equal(textsOf(parse('[__proto__]\n__proto__ = 1\n'), '__proto__', '__proto__'), ['1'])
})

ini('repeated sections are one, with the place of each key; lists are written with []', () => {
  const [section] = sectionsOf(parse('[s]\na = 1\nl[] = x\n[s]\na = 2\nl[] = y\n'))
  const a = section?.values.get('a')
  assert.equal([a?.texts, a?.place], [['2'], 'hosts.ini:5'])
  assert.equal(section?.values.get('l')?.texts, ['x', 'y'])
})

for (const line of ['[host "a"', '= 5', '[a] b']) {
  ini(`the line ${line} is an error with file and line`, () => {
    assert.throws(
      () => parse(`; fine\n${line}\n`),
      (error: unknown) => error instanceof BootError && error.message.startsWith('hosts.ini:2: '),
    )
  })
}

const EDITS: [string, string, (file: IniFile) => IniFile, string][] = [
  [
    'a changed key keeps blanks and comment',
    '[s]\r\n  k\t=  a   ; why\r\n',
    (file) => setKey(file, 's', 'k', 'b'),
    '[s]\r\n  k\t=  b   ; why\r\n',
  ],
  [
    'a new key follows the last one of its section',
    '[s]\nk = a\n\n; about t\n[t]\n',
    (file) => setKey(file, 's', 'n', 'b'),
    '[s]\nk = a\nn = b\n\n; about t\n[t]\n',
  ],
  ['a file without an end keeps that', '[s]', (file) => setKey(file, 's', 'k', '1'), '[s]\nk = 1'],
  ['a new section stands at the end', '', (file) => setKey(file, 's', 'k', '; x'), '[s]\nk = "; x"\n'],
  ['null takes a key out', '[s]\nk = 1\n; c\nk = 2\n', (file) => setKey(file, 's', 'k', null), '[s]\n; c\n'],
  [
    'a section goes with its keys',
    '; a\n[s] ; s\nk = 1\n; t\n[t]\n',
    (file) => removeSections(file, ['s']),
    '; a\n; t\n[t]\n',
  ],
]
for (const [name, before, edit, after] of EDITS) {
  ini(name, () => assert.is(iniBytes(edit(parse(before))).toString(), after))
}

ini('an edit of many sections is one, and what is read of the result is what the file says', () => {
  const text = '; a\nk = 0\n[s] ; s\nk = 1\n\n[t]\n[u]\nl = 1 ; l\nk = 2'
  const edited = setKeys(
    parse(text),
    ['s', 't', 'u', 'new'],
    [
      ['k', '9'],
      ['n', '8'],
      ['l', null],
    ],
  )
  const after =
    '; a\nk = 0\n[s] ; s\nk = 9\nn = 8\n\n[t]\nk = 9\nn = 8\n[u]\nk = 9\nn = 8\n\n[new]\nk = 9\nn = 8'
  assert.is(iniBytes(edited).toString(), after)
  assert.equal(edited, parse(after))
})

ini('a file that is not UTF-8 keeps its bytes', () => {
  const bytes = Buffer.from('; Gerät\n[s]\nk = 1\n', 'latin1')
  const edited = setKey(parseIni('hosts.ini', bytes, 'E_USAGE'), 's', 'k', '☃')
  assert.equal(iniBytes(edited), Buffer.from('; Gerät\n[s]\nk = "\\u2603"\n', 'latin1'))
  assert.equal(textsOf(edited, 's', 'k'), ['☃'])
})

const LINE = fc.oneof(
  fc.constantFrom('', '; comment', '[a] ; one', '[b]', 'x = 1 ; c', 'y="2;"#c', 'z', 'x[] = 3', "y = '5'"),
  fc.string({ unit: 'binary' }).map((text) => `;${text.replace(/[\r\n]/g, '')}`),
)
const FILE = fc
  .tuple(fc.array(LINE), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, isEnded]) => lines.join(end) + (isEnded ? end : ''))
const EDIT = fc.record({
  title: fc.constantFrom('a', 'b', 'host "c.d"'),
  name: fc.constantFrom('x', 'y', 'z', 'new'),
  value: fc.option(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', "'", ';', '#', '\\', ' ', '=', 'a', '\n') }),
    ),
  ),
})

ini('any text comes back byte for byte', () => {
  fc.assert(fc.property(FILE, (text) => iniBytes(parse(text)).equals(Buffer.from(text))))
})

ini('after any edits what was set is read back, and the other lines are what they were', () => {
  fc.assert(
    fc.property(FILE, fc.array(EDIT, { maxLength: 6 }), (text, edits) => {
      let file = parse(text)
      for (const { title, name, value } of edits) {
        const untouched = linesBut(file, title, name)
        const edited = setKey(file, title, name, value)
        file = parse(iniBytes(edited))
        assert.equal(edited, file)
        assert.is(textsOf(file, title, name)?.at(-1), value ?? undefined)
        const left = linesBut(file, title, name)
        assert.equal(left.slice(0, untouched.length), untouched)
        assert.ok(left.slice(untouched.length).every((line) => line === '' || line === `[${title}]`))
      }
    }),
    { numRuns: 300 },
  )
})

/** The lines without their ends, and without those of one key. */
function linesBut(file: IniFile, title: string, name: string): string[] {
  const keys = file.sections
    .filter((section) => section.title === title)
    .flatMap((section) => section.keys)
    .filter((key) => key.name === name)
    .map((key) => key.line)
  return file.lines.filter((_, at) => !keys.includes(at)).map((line) => line.replace(/[\r\n]+$/, ''))
}

ini.run()
