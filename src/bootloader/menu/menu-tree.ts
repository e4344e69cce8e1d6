/** The tree of a screen's menus: which entries are visible, where each hotkey leads, and each menu's parent. */

import type { Menu, MenuEntry } from '../../pxecfg-parser/menu-model.ts'

/** A menu in the tree. `shown` has the indices of the visible entries; a row is an index into `shown`. */
export interface Place {
  readonly menu: Menu
  readonly parent: Place | null
  /** Index of this menu's entry in the parent; -1 for the root. */
  readonly index: number
  readonly shown: readonly number[]
  /** Hotkey to row. */
  readonly hotkeys: ReadonlyMap<string, number>
}

/** All menus of a screen. */
export interface MenuTree {
  readonly root: Place
  readonly places: ReadonlyMap<Menu, Place>
  readonly tags: ReadonlyMap<string, Place>
}

/** Makes the tree of `root` in one pass over all entries. */
export function menuTree(root: Menu): MenuTree {
  const rootPlace = placeOf(root, null, -1)
  const places = new Map<Menu, Place>()
  const tags = new Map<string, Place>([['.top', rootPlace]])
  const open = [rootPlace]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const parent = place
    places.set(parent.menu, parent)
    // A start menu without a tag is called ''.
    const tag = parent.menu.tag ?? (parent.parent ? '' : '.top')
    if (tag !== '' || !tags.has(tag)) tags.set(tag, parent)
    // Backwards, so that menus come off the stack in the configuration's order: of equal tags the last one counts.
    for (let index = parent.menu.entries.length - 1; index >= 0; index--) {
      const submenu = parent.menu.entries[index]?.submenu
      if (submenu !== undefined) open.push(placeOf(submenu, parent, index))
    }
  }
  return { root: rootPlace, places, tags }
}

/** Indices that lead from the root menu's entries to entry `index` of `place`. */
export function pathTo(place: Place, index: number): number[] {
  const path = [index]
  for (let at: Place | null = place; at?.parent; at = at.parent) path.unshift(at.index)
  return path
}

/** The inverse of pathTo; null if this tree has no such entry, or it is not visible. */
export function placeAt(tree: MenuTree, path: readonly number[]): { place: Place; row: number } | null {
  let place: Place | undefined = tree.root
  for (const index of path.slice(0, -1)) {
    const submenu: Menu | undefined = place?.menu.entries[index]?.submenu
    place = submenu && tree.places.get(submenu)
  }
  const row = place?.shown.indexOf(path.at(-1) ?? -1) ?? -1
  return place && selectable(place, row) ? { place, row } : null
}

/** The entry on a row. */
export function entryAt({ menu, shown }: Place, row: number): MenuEntry | undefined {
  return menu.entries[shown[row] ?? -1]
}

/** Whether the cursor may rest on the row. */
export function selectable(place: Place, row: number): boolean {
  const entry = entryAt(place, row)
  return entry !== undefined && entry.disabled === undefined && entry.separator === undefined
}

/** The first row from `row` on, in steps of `step`, on which the cursor may rest; null if there is none. */
export function nextSelectable(place: Place, row: number, step: 1 | -1): number | null {
  for (let at = row; at >= 0 && at < place.shown.length; at += step) if (selectable(place, at)) return at
  return null
}

/** The row on which the cursor starts: the default's, else the first selectable one; -1 if there is none. */
export function startRow(place: Place): number {
  const row = place.shown.indexOf(place.menu.defaultIndex)
  return selectable(place, row) ? row : (nextSelectable(place, 0, 1) ?? -1)
}

function placeOf(menu: Menu, parent: Place | null, index: number): Place {
  const shown: number[] = []
  const hotkeys = new Map<string, number>()
  for (const [at, entry] of menu.entries.entries()) {
    if (entry.hidden) continue
    const hotkey = entry.disabled || entry.separator ? undefined : entry.hotkey
    if (hotkey !== undefined && !hotkeys.has(hotkey)) hotkeys.set(hotkey, shown.length)
    shown.push(at)
  }
  return { menu, parent, index, shown, hotkeys }
}
