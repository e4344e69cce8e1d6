// The page's colours: text is told from what is behind it as WCAG 2.2 wants at level AA (1.4.3: 4.5 to 1).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { STYLE } from '../../src/web/style.ts'

const contrast = suite("the contrast of the page's colours")

/** Colour of text and of what is behind it, as the style sheet has them together. */
const PAIRS = [
  ...['text', 'quiet', 'accent'].flatMap((text) => ['back', 'card'].map((behind) => [text, behind] as const)),
  ...(['accent', 'text', 'quiet'] as const).map((text) => [text, 'tint'] as const),
  ['on-accent', 'accent'],
  ['bad', 'bad-tint'],
  ['bad', 'card'],
  ['bad', 'back'],
  ['good', 'good-tint'],
] as const

const [light = '', dark = ''] = STYLE.split('prefers-color-scheme: dark')
for (const [scheme, css] of [
  ['light', light],
  ['dark', dark],
] as const) {
  const colours = new Map(
    Array.from(css.matchAll(/--([\w-]+): (#[0-9a-f]{3,6})\b/g), ([, name, hex]) => [name, hex]),
  )
  for (const [text, behind] of PAIRS) {
    contrast(`${scheme}: ${text} on ${behind}`, () => {
      const [of, on] = [colours.get(text), colours.get(behind)]
      assert.ok(of && on, 'the style sheet has both')
      const ratio = ratioOf(of, on)
      assert.ok(ratio >= 4.5, `${of} on ${on}: ${ratio.toFixed(2)}`)
    })
  }
}

function ratioOf(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** Relative, as WCAG defines it. */
function luminance(hex: string): number {
  const digits = hex.slice(1).length === 3 ? hex.slice(1).replace(/./g, '$&$&') : hex.slice(1)
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(digits.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

contrast.run()
