// Ini files: what a line means, and where an error says it stands.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { type IniFile, parseIni, sectionsOf } from '../../src/hosts/index.ts'

const ini = suite('ini files')

function parse(text: string): IniFile {
  return parseIni('hosts.ini', Buffer.from(text), 'E_USAGE')
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
  ['a comment may stand behind quotes', 'k = "a;b" ; why "so"', 'a;b'],
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
  assert.equal(section?.values.get('a'), { texts: ['2'], place: 'hosts.ini:5' })
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

ini.run()
